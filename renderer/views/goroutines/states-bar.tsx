import { useState, type JSX } from 'react';
import type { Operation } from '@core/api/operation';
import type { StateCount } from '@core/api/queries';
import { formatCount } from '@core/base/format';
import { StateGlyph, stateKind } from '../../ui/state-glyph';
import { useSize } from '../../ui/use-size';
import { t } from '../../i18n/t';

/** Counts by operation; a click keeps only that operation, clicks on others add them. What does not fit is counted. */
export function StatesBar({
  states,
  chosen,
  onChange,
}: {
  readonly states: readonly StateCount[];
  readonly chosen: readonly Operation[];
  readonly onChange: (operations: readonly Operation[]) => void;
}): JSX.Element {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [all, setAll] = useState(false);
  const shown = all ? states.length : fitting(states, width);
  const toggle = (operation: Operation): void =>
    onChange(chosen.includes(operation) ? chosen.filter((o) => o !== operation) : [...chosen, operation]);
  return (
    <div ref={ref} className={all ? 'states all' : 'states'} role="group" aria-label={t('States; choose to filter')}>
      {states.slice(0, shown).map((state) => (
        <button
          key={state.operation}
          type="button"
          aria-pressed={chosen.includes(state.operation)}
          className={chosen.length > 0 && !chosen.includes(state.operation) ? 'off' : undefined}
          onClick={() => toggle(state.operation)}
        >
          <StateGlyph kind={stateKind(state.operation, state.state)} />
          {shortState(state)} <b>{formatCount(state.count)}</b>
        </button>
      ))}
      {(shown < states.length || all) && (
        <button type="button" className="more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('fewer') : t('{states} more', { states: states.length - shown })}
        </button>
      )}
    </div>
  );
}

/** `mutex lock` → `mutex`: beside a count the short word does. */
function shortState({ operation, state }: Pick<StateCount, 'operation' | 'state'>): string {
  switch (operation) {
    case 'mutex lock':
      return 'mutex';
    case 'waitgroup wait':
      return 'WaitGroup';
    case 'cond wait':
      return 'Cond';
    case 'io wait':
      return 'IO wait';
    case 'other':
      return state === 'other' ? 'other' : state;
    default:
      return operation;
  }
}

function fitting(states: readonly StateCount[], width: number): number {
  if (width === 0) return Math.min(6, states.length);
  const widthOf = (state: StateCount): number =>
    (shortState(state).length + formatCount(state.count).length) * 6.6 + 36;
  let used = 0;
  for (let i = 0; i < states.length; i++) {
    used += widthOf(states[i]!);
    const rest = i === states.length - 1 ? 0 : 50;
    if (used + rest > width) return i;
  }
  return states.length;
}
