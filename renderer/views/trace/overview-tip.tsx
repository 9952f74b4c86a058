import type { JSX } from 'react';
import { TRACE_KINDS, type TraceTimelineAnswer } from '@core/api/trace';
import { formatBytes, formatCount } from '@core/base/format';
import { StateGlyph } from '../../ui/state-glyph';
import { KIND_LOOK, kindText } from '../../ui/trace-kinds';
import { t } from '../../i18n/t';

const WIDTH = 176;

/** What goroutines do at the cursor. The numbers are in the table (Alt+T), too. */
export function OverviewTip(props: {
  readonly answer: TraceTimelineAnswer;
  readonly bucket: number;
  readonly x: number;
  readonly width: number;
  readonly at: string;
}): JSX.Element {
  const { answer, bucket, x, width } = props;
  const number = (value: number): string => (value < 10 ? value.toFixed(value < 0.1 ? 2 : 1) : formatCount(value));
  const left = x + 14 + WIDTH > width ? x - 14 - WIDTH : x + 14;
  const goal = answer.goal[bucket]!;
  return (
    <div className="trace-tip" style={{ left: Math.max(0, left), width: WIDTH }} aria-hidden="true">
      <b>{props.at}</b>
      {TRACE_KINDS.map((kind, i) => {
        const count = answer.states[i]?.[bucket] ?? 0;
        if (count < 0.005) return null;
        return (
          <div key={kind}>
            <span>
              <StateGlyph kind={KIND_LOOK[kind].kind} /> {kindText(kind)}
            </span>
            <span>{number(count)}</span>
          </div>
        );
      })}
      {answer.gcProcs[bucket]! > 0.005 && (
        <div>
          <span>{t('Ps on the collector')}</span>
          <span>{number(answer.gcProcs[bucket]!)}</span>
        </div>
      )}
      {!Number.isNaN(goal) && (
        <div>
          <span>{t('heap goal')}</span>
          <span>{formatBytes(goal)}</span>
        </div>
      )}
    </div>
  );
}
