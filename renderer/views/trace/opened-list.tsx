import type { JSX, ReactNode } from 'react';
import { Symbol } from '../../ui/symbol/symbol';
import { t } from '../../i18n/t';

/** A list that a row was opened into, in place of the table it stands in. Escape goes back. */
export function OpenedList(props: {
  readonly title: string;
  /** The title as a Go name; null where it is none. */
  readonly symbol: string | null;
  readonly ownModule: string;
  readonly note: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): JSX.Element {
  const { title, symbol, ownModule, note, onClose } = props;
  return (
    <section
      className="opened"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <div className="hd">
        <span className="clip">{symbol === null ? title : <Symbol name={symbol} ownModule={ownModule} />}</span>
        <span className="d2">{note}</span>
        <span className="grow" />
        <button type="button" className="btn q" onClick={onClose}>
          {t('Back')} <kbd>Esc</kbd>
        </button>
      </div>
      <div className="list">{props.children}</div>
    </section>
  );
}
