import type { JSX, KeyboardEvent } from 'react';
import type { LiveAnswer } from '@core/api/live';
import { formatCount } from '@core/base/format';
import { clockText } from '../../charts/live-scale';
import type { LiveShown } from '../../state/live';
import { t } from '../../i18n/t';
import { momentText, newestText } from './words';

/** Half the width of its label, px. */
const LABEL_HALF = 32;

/** The one cursor of all tracks: a slider at the axis of time. Arrows go from moment to moment; End follows the newest again. */
export function Cursor(props: {
  readonly answer: LiveAnswer;
  readonly shown: LiveShown;
  readonly xOf: (ms: number) => number;
  readonly width: number;
  /** Where the axis begins, px. */
  readonly top: number;
  readonly onCursor: (atMs: number | null) => void;
}): JSX.Element {
  const { answer, shown, width, top, onCursor } = props;
  const follows = shown.cursorMs === null;
  const newest = Math.min(answer.lastMs, answer.toMs);
  const at = shown.cursorMs ?? newest;
  const x = props.xOf(at);
  const step = Math.max(answer.stepMs, answer.weight.goroutinesEveryMs);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const by = event.shiftKey ? 10 : 1;
    const target: Readonly<Record<string, number | null>> = {
      ArrowLeft: at - by * step,
      ArrowDown: at - by * step,
      ArrowRight: at + by * step,
      ArrowUp: at + by * step,
      PageDown: at - 10 * step,
      PageUp: at + 10 * step,
      Home: Math.max(answer.fromMs, answer.sinceMs),
      End: null,
      Escape: null,
    };
    const to = target[event.key];
    if (to === undefined || (event.key === 'Escape' && follows)) return;
    event.preventDefault();
    event.stopPropagation();
    onCursor(to === null || to >= newest ? null : Math.max(answer.sinceMs, to));
  };
  const outside = x < 0 ? 'before' : x > width ? 'after' : null;
  // The label stays within the plot where the line is at its edge.
  const shownX = Math.min(width, Math.max(0, x));
  const inward = Math.max(0, LABEL_HALF - shownX) + Math.min(0, width - LABEL_HALF - shownX);
  const label = `${outside === 'before' ? '‹ ' : ''}${clockText(at)}${outside === 'after' ? ' ›' : ''}`;
  return (
    <button
      type="button"
      role="slider"
      className={`lv-cursor${follows ? ' follows' : ''}${outside === null ? '' : ' outside'}`}
      aria-label={t('Moment')}
      aria-valuemin={answer.sinceMs}
      aria-valuemax={answer.lastMs}
      aria-valuenow={Math.round(at)}
      aria-valuetext={(follows ? newestText : momentText)(clockText(at), formatCount(answer.goroutines.at))}
      style={{ left: shownX, height: top + 22 }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.stopPropagation()}
      onDoubleClick={() => onCursor(null)}
    >
      <span className="at" style={{ top: top + 4, transform: `translateX(calc(-50% + ${inward}px))` }}>
        {label}
      </span>
    </button>
  );
}
