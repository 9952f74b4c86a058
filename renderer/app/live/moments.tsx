import { Pin } from 'lucide-react';
import { memo, useLayoutEffect, useMemo, useRef, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import { formatCount, formatNanoseconds } from '@core/base/format';
import { clockText } from '../../charts/live-scale';
import { liveOf } from '../../state/live';
import { useView, viewOf } from '../../state/view';
import { useContent } from '../../ui/use-content';
import { useLiveNow } from './status';
import { t } from '../../i18n/t';

/** Rows that are drawn; the others are a choice in the filter bar's list of captures. */
const SHOWN = 200;

/** Captures of a watch, newest last and in sight while it is followed. A click shows that moment in every view. */
export function Moments({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const { doc } = info;
  const now = useLiveNow(doc, true);
  const { capture } = useView(doc);
  const list = useRef<HTMLElement>(null);
  const moments = useContent((now?.moments ?? []).slice(-SHOWN));
  const last = moments.at(-1)?.capture;
  const shown = capture ?? last;
  useLayoutEffect(() => {
    const element = list.current;
    if (capture === null && element !== null) element.scrollTop = element.scrollHeight;
  }, [capture, last]);
  const rows = useMemo(
    () =>
      moments.map((moment) => (
        <Moment
          key={moment.capture}
          doc={doc}
          capture={moment.capture}
          atMs={moment.atMs}
          goroutines={moment.goroutines}
          frozen={moment.frozen}
          newest={moment.capture === last}
          on={moment.capture === shown}
        />
      )),
    [doc, moments, last, shown],
  );
  if (now === null || moments.length === 0) return null;
  const every = now.weight.goroutinesEveryMs;
  return (
    <section id="caps" ref={list} aria-label={t('Captures')}>
      <h2>
        {now.status === 'watching' && every > 0
          ? t('Snapshots, 1 each {every}', { every: everyText(every) })
          : t('Snapshots')}
      </h2>
      {now.moments.length > moments.length && (
        <p className="d2 sm more">
          {t('{moments} earlier', { moments: formatCount(now.moments.length - moments.length) })}
        </p>
      )}
      <ul>{rows}</ul>
    </section>
  );
}

/** Rendered again only when it becomes the shown one or stops being it. */
const Moment = memo(function Moment(props: {
  readonly doc: string;
  readonly capture: number;
  readonly atMs: number;
  readonly goroutines: number;
  readonly frozen: boolean;
  readonly newest: boolean;
  readonly on: boolean;
}) {
  const { doc, capture, atMs, newest, on, frozen } = props;
  return (
    <li>
      <button
        type="button"
        className={on ? 'on' : ''}
        aria-pressed={on}
        title={frozen ? t('Kept for good') : undefined}
        tabIndex={-1}
        onClick={() => {
          // The newest is followed: it will be another one soon.
          viewOf(doc).change({ capture: newest ? null : capture, sampleType: null });
          liveOf(doc).change({ cursorMs: newest ? null : atMs });
        }}
      >
        <span className="clip at">
          {clockText(atMs)}
          {frozen && (
            <>
              {' '}
              <Pin size={11} aria-hidden />
              <span className="sr">{t('kept')}</span>
            </>
          )}
        </span>
        <span className="r">{formatCount(props.goroutines)}</span>
      </button>
    </li>
  );
});

const everyText = (ms: number): string =>
  formatNanoseconds(ms * 1e6)
    .replace(/\.0+(?=\D)/, '')
    .replace(/(\.\d)0(?=\D)/, '$1');
