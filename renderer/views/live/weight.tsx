import { memo, type JSX } from 'react';
import type { LiveWeight } from '@core/api/live';
import { formatCount, formatNanoseconds } from '@core/base/format';
import { percent, stepText } from './words';
import { t } from '../../i18n/t';

/** Later than this, a tenth of a look each second, and the bar is full. */
const LATE_FULL_MS = 10;
const SLOW_FULL_PERCENT = 5;
const SNAPSHOT_FULL_MS = 100;

/** What looking costs: the sampler against its budget, and the program that is looked at. */
export function Weight({
  weight,
  goroutines,
}: {
  readonly weight: LiveWeight;
  readonly goroutines: number;
}): JSX.Element {
  const { cpuPercent, cpuBudget, rssBytes, rssBudget, slowdown, snapshotMs, lateP99Ms } = weight;
  return (
    <section className="lv-weight" aria-label={t('Weight of looking')}>
      <h2 className="hd">{t('Weight of looking')}</h2>
      <dl>
        <Meter
          name={t('CPU budget')}
          share={cpuPercent === null ? null : cpuPercent / cpuBudget}
          text={
            cpuPercent === null
              ? '?'
              : t('{split} of {percent}', {
                  split: percent(cpuPercent).split('\u00a0')[0],
                  percent: percent(cpuBudget),
                })
          }
          over={weight.limited}
        />
        <Meter
          name={t('Memory')}
          share={rssBytes === null ? null : rssBytes / rssBudget}
          text={
            rssBytes === null
              ? '?'
              : t('{used} of {allowed}\u00a0MiB', {
                  used: mebibytes(rssBytes),
                  allowed: mebibytes(rssBudget),
                })
          }
          over={rssBytes !== null && rssBytes > rssBudget}
        />
        <Meter
          name={t('Target slowed')}
          share={slowdown === null ? null : slowdown.percent / SLOW_FULL_PERCENT}
          text={slowdown === null ? '?' : `${percent(slowdown.percent)}, ±${Math.max(0.1, slowdown.error).toFixed(1)}`}
          over={slowdown !== null && slowdown.percent - slowdown.error > 1}
        />
        <Meter
          name={t('Snapshot')}
          share={snapshotMs === null ? null : snapshotMs / SNAPSHOT_FULL_MS}
          text={snapshotMs === null ? '?' : `${formatNanoseconds(snapshotMs * 1e6)}, ${formatCount(goroutines)}\u00a0g`}
          over={false}
        />
        <Meter
          name={t('Late p99')}
          share={lateP99Ms === null ? null : lateP99Ms / LATE_FULL_MS}
          text={lateP99Ms === null ? '?' : formatNanoseconds(lateP99Ms * 1e6)}
          over={lateP99Ms !== null && lateP99Ms > LATE_FULL_MS}
        />
      </dl>
      {weight.limited && (
        <p className="lv-warn">
          {t('Looks every {counters} and {goroutines}, less often than asked for, to stay within the budget.', {
            counters: stepText(weight.countersEveryMs),
            goroutines: stepText(weight.goroutinesEveryMs),
          })}
        </p>
      )}
    </section>
  );
}

const mebibytes = (bytes: number): string => {
  const value = bytes / 1024 ** 2;
  return value < 10 ? value.toFixed(1) : formatCount(Math.round(value));
};

const Meter = memo(function Meter(props: {
  readonly name: string;
  /** 0 … 1; null = not known. */
  readonly share: number | null;
  readonly text: string;
  readonly over: boolean;
}) {
  const width = props.share === null ? 0 : Math.round(Math.min(1, Math.max(0, props.share)) * 89);
  return (
    <div>
      <dt>{props.name}</dt>
      <dd className="bar" aria-hidden="true">
        <i className={props.over ? 'over' : ''} style={{ width }} />
      </dd>
      <dd className={props.over ? 'lv-warn' : ''}>
        {props.text === '?' ? <span title={t('Not known yet')}>?</span> : props.text}
      </dd>
    </div>
  );
});
