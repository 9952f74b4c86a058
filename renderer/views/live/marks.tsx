import { memo, type JSX } from 'react';
import type { LiveAnswer } from '@core/api/live';
import { valueY } from '../../charts/live-painter';
import type { TrackBox } from '../../charts/live-scale';
import { TIER_WORDS, Verdict } from '../../ui/verdict';

const TEXT_PX = 190;

/** Moments in which a finding first reached its tier; a click opens its story. */
export function Marks(props: {
  readonly answer: LiveAnswer;
  readonly xOf: (ms: number) => number;
  readonly width: number;
  readonly box: TrackBox;
  readonly onFinding: (finding: string) => void;
}): JSX.Element {
  const { answer, xOf, width, box } = props;
  const inSight = answer.marks.filter(({ atMs }) => atMs >= answer.fromMs && atMs <= answer.toMs);
  const floor = valueY(box, 1, 0);
  return (
    <ul className="lv-marks" aria-label="When findings were reached">
      {inSight.map((mark, index) => {
        const x = xOf(mark.atMs);
        // Marks of one moment stand below each other; the text stays inside and off the one before.
        const row = inSight.slice(0, index).filter((other) => Math.abs(xOf(other.atMs) - x) < TEXT_PX).length;
        return (
          <Mark
            key={`${mark.finding} ${mark.tier}`}
            {...{ x: Math.round(x), top: box.top + 40 + row * 24, floor, before: x > Math.min(TEXT_PX, width / 2) }}
            tier={mark.tier}
            text={mark.text}
            finding={mark.finding}
            onFinding={props.onFinding}
          />
        );
      })}
    </ul>
  );
}

const Mark = memo(function Mark(props: {
  readonly x: number;
  readonly top: number;
  readonly floor: number;
  /** The text stands left of the line. */
  readonly before: boolean;
  readonly tier: LiveAnswer['marks'][number]['tier'];
  readonly text: string;
  readonly finding: string;
  readonly onFinding: (finding: string) => void;
}) {
  const { x, top, floor, tier } = props;
  return (
    <li
      className={`lv-mark ${tier}${props.before ? ' before' : ''}`}
      style={{ left: x, top, height: Math.max(0, floor - top) }}
    >
      <button
        type="button"
        title="Open the finding"
        aria-label={`${TIER_WORDS[tier]}: ${props.text}`}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={() => props.onFinding(props.finding)}
      >
        <Verdict tier={tier} size={12} named={false} />
        <span className="clip">{props.text}</span>
      </button>
    </li>
  );
});
