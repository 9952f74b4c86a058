import type { JSX } from 'react';
import type { CoreFile, LiveAnswer } from '@core/api/live';
import { formatBytes, formatCount, formatNanoseconds } from '@core/base/format';
import { useQuery } from '../../client/use-query';
import { dayOf, fullTime } from '../time';
import { t } from '../../i18n/t';
import './live.css';

/** The engine answers in no fewer. */
const LEAST_COLUMNS = 16;

/** The newest moment of a watch: what the frame shows of it in every view. */
export function useLiveNow(doc: string, watched: boolean): LiveAnswer | null {
  const params = { doc, fromMs: null, toMs: null, spanMs: 1000, width: LEAST_COLUMNS, cursorMs: null };
  return useQuery('live', watched ? params : null).answer;
}

/** What was recorded, seen and missed; in place of the number of captures. */
export function LiveStatus({ doc }: { readonly doc: string }): JSX.Element | null {
  const now = useLiveNow(doc, true);
  if (now === null) return null;
  const { weight, recording } = now;
  const late = weight.lateP99Ms;
  return (
    <>
      {recording !== null && (
        <span
          className="item"
          title={t('Everything that is read is written to {recording}', { recording: recording.name })}
        >
          <i className="rec" aria-hidden="true" />{' '}
          {t('Recording to {recording}, {bytes}', { recording: recording.name, bytes: formatBytes(recording.bytes) })}
        </span>
      )}
      <span className="item">
        {t('{snapshots, plural, one {# snapshot} other {# snapshots}}', { snapshots: weight.snapshots })}
      </span>
      {late !== null && (
        <span className="item" title={t('99 of 100 looks were not later than this')}>
          {t('Late p99 {late}', { late: formatNanoseconds(late * 1e6) })}
        </span>
      )}
      <Count
        title={t('Moments and rows that were missed because something was slower than the pace')}
        text={t('Dropped')}
        count={weight.dropped}
        noun=""
      />
      <Rejected
        count={weight.rejected}
        title={t('Stacks of the newest moment that changed while they were read, and are not shown')}
      />
    </>
  );
}

/** Of a core file there is one moment: how much memory that is, and of when. */
export function CoreStatus({ doc, core }: { readonly doc: string; readonly core: CoreFile }): JSX.Element {
  const rejected = useLiveNow(doc, true)?.weight.rejected ?? 0;
  return (
    <>
      <span className="item" title={core.executable}>
        {t('core file, {bytes}', { bytes: formatBytes(core.bytes) })}
      </span>
      <span className="item" title={fullTime(core.writtenMs)}>
        {t('written {time}', { time: dayOf(core.writtenMs, Date.now()) })}
      </span>
      {rejected > 0 && <Rejected count={rejected} title={t('Stacks that make no sense, and are not shown')} />}
    </>
  );
}

function Rejected(props: { readonly count: number; readonly title: string }): JSX.Element {
  const { count, title } = props;
  return <Count title={title} text={t('Rejected')} count={count} noun={count === 1 ? t('stack') : t('stacks')} />;
}

function Count(props: {
  readonly title: string;
  readonly text: string;
  readonly count: number;
  readonly noun: string;
}): JSX.Element {
  return (
    <span className={`item${props.count > 0 ? ' warn' : ''}`} title={props.title}>
      {props.text} {formatCount(props.count)}
      {props.count > 0 && props.noun !== '' ? ` ${props.noun}` : ''}
    </span>
  );
}

/** `Sampler 22 MiB, 1.3 % of a core`. */
export function SamplerStatus({ doc }: { readonly doc: string }): JSX.Element | null {
  const now = useLiveNow(doc, true);
  if (now === null || now.status !== 'watching') return null;
  const { rssBytes, cpuPercent } = now.weight;
  if (rssBytes === null && cpuPercent === null) return null;
  const parts = [
    rssBytes === null ? '' : formatBytes(rssBytes),
    cpuPercent === null
      ? ''
      : t('{cpuPercent}\u00a0% of a core', { cpuPercent: cpuPercent < 0.095 ? '<0.1' : cpuPercent.toFixed(1) }),
  ];
  return (
    <span className="item selection">
      {t('Sampler {parts}', { parts: parts.filter((part) => part !== '').join(', ') })}
    </span>
  );
}
