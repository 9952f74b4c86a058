import type { JSX } from 'react';
import { useMarks } from '../../state/marks';
import { t } from '../../i18n/t';

/** Marks a capture as A or as B by mouse; the keys a and b do so for the one that is shown. */
export function CaptureMarks({
  doc,
  capture,
  name,
}: {
  readonly doc: string;
  readonly capture: number;
  readonly name: string;
}): JSX.Element {
  const marks = useMarks();
  return (
    <span className="ab">
      {(['a', 'b'] as const).map((side) => {
        const on = marks[side]?.doc === doc && marks[side].capture === capture;
        return (
          <button
            key={side}
            type="button"
            className={on ? 'on' : ''}
            aria-pressed={on}
            aria-label={t('{name} is {side} of a comparison', { name, side: side.toUpperCase() })}
            title={t('Mark as {side} ({key}); = compares', { side: side.toUpperCase(), key: side })}
            tabIndex={-1}
            onClick={() => marks.mark(side, { doc, capture })}
          >
            {side.toUpperCase()}
          </button>
        );
      })}
    </span>
  );
}
