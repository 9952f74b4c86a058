import { X } from 'lucide-react';
import { useLayoutEffect, useRef, type JSX, type ReactNode } from 'react';
import { t } from '../../i18n/t';
import './dialog.css';

/**
 * A modal overlay on the browser's own dialog: it keeps the focus inside, closes with Esc and gives the focus back.
 * Its content exists only while it is open.
 */
export function Dialog(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly className: string;
  readonly label: string;
  readonly children: ReactNode;
}): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const { open, onClose } = props;
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog === null || dialog.open === open) return;
    if (open) {
      dialog.showModal();
      // The browser would choose the first thing that can have the focus, which may be a mere container.
      const chosen =
        dialog.querySelector<HTMLElement>('[data-first]') ??
        dialog.querySelector<HTMLInputElement>('input[type=radio]:checked');
      (chosen ?? dialog.querySelector('input'))?.focus();
    } else dialog.close();
  }, [open]);
  return (
    <dialog
      ref={ref}
      className={`overlay ${props.className}`}
      aria-label={props.label}
      onCancel={(event) => {
        // Closed through its state, at once: a key pressed next finds the window as it looks.
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        if (ref.current?.open === false) onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      {open && <div className="inner">{props.children}</div>}
    </dialog>
  );
}

export function DialogHead({ title, onClose }: { readonly title: string; readonly onClose: () => void }): JSX.Element {
  return (
    <header className="dlg-head">
      <h2>{title}</h2>
      <span className="grow" />
      <button type="button" className="btn q" onClick={onClose} aria-label={t('Close')}>
        <X size={16} aria-hidden />
      </button>
    </header>
  );
}
