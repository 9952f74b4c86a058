import { X } from 'lucide-react';
import type { JSX } from 'react';
import { Screen } from './screen';
import { t } from '../i18n/t';
import { CommandKey } from './keys/caps';

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
      title={t('No {noun} matches the filter', { noun: props.noun })}
      actions={
        <>
          <button type="button" className="btn" onClick={props.onClear}>
            {t('Clear filter')} <CommandKey id="clear-filter" />
          </button>
          <button type="button" className="btn q" onClick={props.onUndo}>
            {t('Undo')}
          </button>
        </>
      }
    >
      <p>
        {t('{hidden} are hidden by {conditions, plural, one {# condition} other {# conditions}}.', {
          hidden: props.hidden,
          conditions,
        })}
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
                aria-label={t('Remove {key} {part}', { key: part.key, part: part.value })}
                onClick={() => props.onRemove(index)}
              >
                <X size={12} aria-hidden />
              </button>
            </span>
            <span className="d2">{t('alone leaves {leaves}', { leaves: part.leaves ?? '…' })}</span>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
