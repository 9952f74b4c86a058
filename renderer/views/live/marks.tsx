import { memo, type JSX } from 'react';
import type { LiveAnswer } from '@core/api/live';
import { formatCount } from '@core/base/format';
import { valueY } from '../../charts/live-painter';
import type { TrackBox } from '../../charts/live-scale';
import { TIER_WORDS, Verdict } from '../../ui/verdict';
import { MARK_ROWS, markRows, standsBefore } from './mark-rows';
import { fromEngine } from '../../i18n/from-engine';
import { t } from '../../i18n/t';

const FIRST_PX = 40;
/** 24 px to hit. */
const ROW_PX = 24;

/** Moments in which a finding first reached its tier; a click opens its story. */
export function Marks(props: {
  readonly answer: LiveAnswer;
  readonly xOf: (ms: number) => number;
  readonly width: number;
  readonly box: TrackBox;
  readonly onFinding: (finding: string | null) => void;
}): JSX.Element {
  const { answer, xOf, width, box, onFinding } = props;
  const inSight = answer.marks.filter(({ atMs }) => atMs >= answer.fromMs && atMs <= answer.toMs);
  const { placed, folded } = markRows(inSight, xOf, width);
  const floor = valueY(box, 1, 0);
  const place = (x: number, row: number) => ({
    ...{ x, floor, top: box.top + FIRST_PX + row * ROW_PX, before: standsBefore(x, width) },
  });
  return (
    <ul className="lv-marks" aria-label={t('When findings were reached')}>
      {placed.map(({ mark, x, row }) => (
        <Mark
          key={`${mark.finding} ${mark.tier}`}
          {...place(x, row)}
          tier={mark.tier}
          text={fromEngine(mark.text)}
          finding={mark.finding}
          onFinding={onFinding}
        />
      ))}
      {folded.map(({ x, count }) => (
        <Mark
          key={`more ${x}`}
          {...place(x, MARK_ROWS)}
          tier={null}
          text={t('{count} more', { count: formatCount(count) })}
          finding={null}
          onFinding={onFinding}
        />
      ))}
    </ul>
  );
}

const Mark = memo(function Mark(props: {
  readonly x: number;
  readonly top: number;
  readonly floor: number;
  /** The text stands left of the line. */
  readonly before: boolean;
  /** Null: several, which the list of findings has. */
  readonly tier: LiveAnswer['marks'][number]['tier'] | null;
  readonly text: string;
  readonly finding: string | null;
  readonly onFinding: (finding: string | null) => void;
}) {
  const { x, top, floor, tier, text } = props;
  const height = tier === null ? 0 : Math.max(0, floor - top);
  return (
    <li className={`lv-mark ${tier ?? 'more'}${props.before ? ' before' : ''}`} style={{ left: x, top, height }}>
      <button
        type="button"
        title={tier === null ? t('All findings') : t('Open the finding')}
        aria-label={tier === null ? t('{text} findings', { text }) : `${TIER_WORDS[tier]}: ${text}`}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={() => props.onFinding(props.finding)}
      >
        {tier !== null && <Verdict tier={tier} size={12} named={false} />}
        <span className="clip">{text}</span>
      </button>
    </li>
  );
});
