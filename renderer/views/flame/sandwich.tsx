import type { JSX } from 'react';
import type { FlameAnswer } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { FLAG_TICK } from '../../charts/flame-geometry';
import { Symbol } from '../../ui/symbol/symbol';
import type { Flame } from './use-flame';
import { t } from '../../i18n/t';

interface SandwichProps {
  /** Function (or line, file …) in the middle. */
  readonly at: string;
  readonly ownModule: string;
  readonly callers: Flame;
  readonly callees: Flame;
  readonly upper: JSX.Element;
  readonly lower: JSX.Element;
}

/** Callers above a function, callees below it, on one axis: the full width is what passes through the function. */
export function Sandwich({ at, ownModule, callers, callees, upper, lower }: SandwichProps): JSX.Element {
  const { answer, error } = callees;
  if (error !== null) return <div className="measured d2">{errorText(error)}</div>;
  const unit = answer?.sampleType.unit ?? 'count';
  return (
    <div className="sandwich">
      <div className="cap d2">
        <span>{t('Callers, {relatives}', { relatives: relatives(callers.answer) })}</span>
        <span className="grow" />
        <span>{t('width = share of this function')}</span>
      </div>
      <div className="half" style={{ flexGrow: weight(callers.answer) }}>
        {upper}
      </div>
      <div className="middle" role="group" aria-label={t('In the middle')}>
        <span className="clip">
          <Symbol name={at} ownModule={ownModule} chars={70} />
        </span>
        <span className="grow" />
        {answer !== null && answer.count > 0 && (
          <>
            <span>{t('flat {flat}', { flat: formatValue(answer.flat[0]!, unit) })}</span>
            <span className="b">
              {t('cum {cum}, {share}', {
                cum: formatValue(answer.cum[0]!, unit),
                share: formatShare(answer.cum[0]!, answer.total),
              })}
            </span>
          </>
        )}
      </div>
      <div className="half" style={{ flexGrow: weight(callees.answer) }}>
        {lower}
      </div>
      <div className="cap d2">
        <span>{t('Callees, {relatives}', { relatives: relatives(callees.answer) })}</span>
        <span className="grow" />
        <span className="clip">{t('double-click a box to put it in the middle')}</span>
      </div>
    </div>
  );
}

/** Part of the room: by depth, so that neither half gets less than a quarter or so. */
function weight(answer: FlameAnswer | null): number {
  return answer === null ? 1 : Math.min(18, Math.max(6, answer.depth));
}

/** `13 direct`; what one tick holds is counted as one, so that it is a lower bound then. */
function relatives(answer: FlameAnswer | null): string {
  if (answer === null) return '…';
  let direct = 0;
  let ticks = 0;
  for (let i = 1; i < answer.count; i++) {
    if (answer.level[i] !== 1) continue;
    if ((answer.flags[i]! & FLAG_TICK) !== 0) ticks++;
    else direct++;
  }
  return ticks > 0
    ? t('{direct} direct and narrow ones', { direct: formatCount(direct) })
    : t('{direct} direct', { direct: formatCount(direct) });
}
