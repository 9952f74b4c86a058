import { X } from 'lucide-react';
import type { JSX } from 'react';
import { formatCount } from '@core/base/format';
import { Screen } from './screen';

/** A condition of the filter and what it alone would leave; `leaves` null while that is being counted. */
export interface AloneLeaves {
  readonly key: string;
  readonly value: string;
  readonly leaves: string | null;
}

/** The filter hides everything: says which condition does and offers a way out. */
export function NoMatch(props: {
  /** Singular: `goroutine`, `sample`. */
  readonly noun: string;
  /** What is hidden, formatted: `44,610 goroutines`. */
  readonly hidden: string;
  readonly parts: readonly AloneLeaves[];
  readonly onRemove: (index: number) => void;
  readonly onClear: () => void;
  readonly onUndo: () => void;
}): JSX.Element {
  const conditions = props.parts.length;
  return (
    <Screen
      title={`No ${props.noun} matches the filter`}
      actions={
        <>
          <button type="button" className="btn" onClick={props.onClear}>
            Clear filter <kbd>Shift Esc</kbd>
          </button>
          <button type="button" className="btn q" onClick={props.onUndo}>
            Undo
          </button>
        </>
      }
    >
      <p>
        {props.hidden} are hidden by {formatCount(conditions)} {conditions === 1 ? 'condition' : 'conditions'}.
      </p>
      <ul className="leaves">
        {props.parts.map((part, index) => (
          <li key={`${part.key} ${part.value}`}>
            <span className="chip">
              <i>{part.key}</i>
              <span className="m">{part.value}</span>
              <button
                type="button"
                className="cx"
                aria-label={`Remove ${part.key} ${part.value}`}
                onClick={() => props.onRemove(index)}
              >
                <X size={12} aria-hidden />
              </button>
            </span>
            <span className="d2">alone leaves {part.leaves ?? '…'}</span>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
