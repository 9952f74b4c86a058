import { useRef, type JSX, type KeyboardEvent } from 'react';
import { t } from '../i18n/t';

interface SegmentsProps<T extends string> {
  /** What is chosen, for screen readers. */
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly text: string; readonly title?: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few, side by side. One tab stop; arrow keys choose. */
export function Segments<T extends string>({ label, options, value, onChange }: SegmentsProps<T>): JSX.Element {
  const group = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step =
      event.key === 'ArrowRight' || event.key === 'ArrowDown'
        ? 1
        : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
          ? -1
          : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const at = options.findIndex((option) => option.value === value);
    const next = (at + step + options.length) % options.length;
    const option = options[next];
    if (option === undefined) return;
    onChange(option.value);
    group.current?.querySelectorAll('button')[next]?.focus();
  };
  const chosen = options.some((option) => option.value === value);
  return (
    <div ref={group} className="seg" role="radiogroup" aria-label={label} onKeyDown={onKeyDown}>
      {options.map((option, index) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value || (!chosen && index === 0) ? 0 : -1}
          title={option.title === undefined ? undefined : t(option.title)}
          onClick={() => onChange(option.value)}
        >
          {t(option.text)}
        </button>
      ))}
    </div>
  );
}
