import { useCallback, useMemo, useState, type JSX } from 'react';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { TimeRange, TraceSummaryAnswer } from '@core/api/trace';
import { formatCount, formatNanoseconds } from '@core/base/format';
import { rangeText, zoomed } from '../../charts/trace-scale';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { captureFor } from '../../state/scope';
import { useView, viewOf, type TraceState, type TraceTab } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import { Segments } from '../../ui/segments';
import { StateGlyph } from '../../ui/state-glyph';
import { StatusItem } from '../../ui/status-slot';
import { GroupsTab } from './groups-tab';
import { Overview } from './overview';
import { RangesTab } from './ranges-tab';
import { SpansTab } from './spans-tab';
import { WakeupsTab } from './wakeups-tab';
import { KIND_LOOK, kindText } from '../../ui/trace-kinds';
import { kindTimes } from './words';
import { msg, t } from '../../i18n/t';
import './trace.css';

const TABS = [
  { value: 'groups', text: msg('Goroutines'), title: msg('Goroutines by the function they run') },
  { value: 'wakeups', text: msg('Wake-ups'), title: msg('Who woke whom') },
  { value: 'ranges', text: msg('GC and pauses'), title: msg('GC cycles, stop-the-world, assists, sweeps') },
  { value: 'spans', text: msg('Tasks and regions'), title: msg('What the program marked with runtime/trace') },
] as const satisfies readonly { readonly value: TraceTab; readonly text: string; readonly title: string }[];

export function TraceView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const capture = captureFor(info, useView(info.doc), 'trace');
  return capture === null ? null : <Trace key={capture.index} info={info} capture={capture} />;
}

/** An overview of all goroutines, Ps, heap and GC on one clock, and tables that follow the part chosen in it. */
function Trace({ info, capture }: { readonly info: DocumentInfo; readonly capture: CaptureInfo }): JSX.Element {
  const { doc } = info;
  const { trace, filter } = useView(doc);
  const { tab, range, zoom } = trace;
  const view = useMemo(() => viewOf(doc), [doc]);
  const set = useCallback(
    (change: Partial<TraceState>) => view.change((now) => ({ trace: { ...now.trace, ...change } })),
    [view],
  );
  const [width, setWidth] = useState(0);
  const base = { doc, capture: capture.index };
  const summary = useQuery('traceSummary', { ...base, range });
  const timeline = useQuery(
    'traceTimeline',
    width === 0 ? null : { ...base, range: zoom, filter, width: bucketsFor(width) },
  );
  const whole = useMemo<TimeRange>(
    () => ({ fromNs: 0, toNs: summary.answer?.durationNs ?? capture.durationNs ?? 0 }),
    [summary.answer?.durationNs, capture.durationNs],
  );
  const shown = zoom ?? whole;
  const [mark, setMark] = useState<TimeRange | null>(null);

  const commands = useMemo<readonly Command[]>(() => {
    const middle = (shown.fromNs + shown.toNs) / 2;
    const into = (factor: number): void => set({ zoom: zoomed(whole, shown, middle, factor) });
    return [
      viewCommand('trace.zoom-range', { enabled: () => range !== null, run: () => set({ zoom: range }) }),
      viewCommand('trace.reset', {
        enabled: () => range !== null || zoom !== null,
        run: () => set({ zoom: null, range: null }),
      }),
      viewCommand('trace.in', { run: () => into(0.5) }),
      viewCommand('trace.out', { run: () => into(2) }),
    ];
  }, [range, zoom, shown, whole, set]);
  useCommands(commands);

  const answer = timeline.answer;
  const error = summary.error ?? timeline.error;
  const tabProps = { info, capture: capture.index, trace, onChange: set, onMark: setMark, summary: summary.answer };
  return (
    <div className="trace">
      {answer !== null ? (
        <Overview
          answer={answer}
          whole={whole}
          shown={shown}
          range={range}
          mark={tab === 'ranges' || tab === 'spans' ? mark : null}
          onRange={(next) => set({ range: next })}
          onZoom={(next) => set({ zoom: next })}
          onWidth={setWidth}
        />
      ) : (
        <Placeholder onWidth={setWidth} text={error === null ? '' : errorText(error)} />
      )}
      <Strip summary={summary.answer} stale={summary.stale} />
      <div className="tools">
        <Segments
          label={t('Table')}
          options={TABS}
          value={tab}
          onChange={(next) => {
            setMark(null);
            set({ tab: next });
          }}
        />
        <span className="grow" />
        {range !== null && (
          <>
            <span className="d2 r">
              {rangeText(range)}, {formatNanoseconds(range.toNs - range.fromNs)}
            </span>
            <button
              type="button"
              className="btn q"
              title={t('Zoom to the chosen part (z)')}
              onClick={() => set({ zoom: range })}
            >
              {t('Zoom in')}
            </button>
            {capture.sampleTypes.length > 0 && (
              <button
                type="button"
                className="btn q"
                title={t('Where the time of this part went, as a flame graph')}
                onClick={() => viewOf(info.doc).change({ view: 'flame', capture: capture.index })}
              >
                {t('In Flame')}
              </button>
            )}
          </>
        )}
        {(range !== null || zoom !== null) && (
          <button
            type="button"
            className="btn q"
            title={t('Show the whole trace (r)')}
            onClick={() => set({ range: null, zoom: null })}
          >
            {t('Whole trace')}
          </button>
        )}
      </div>
      <div className="list">
        {tab === 'groups' && <GroupsTab {...tabProps} />}
        {tab === 'wakeups' && <WakeupsTab {...tabProps} />}
        {tab === 'ranges' && <RangesTab {...tabProps} />}
        {tab === 'spans' && <SpansTab key={trace.spansOf} {...tabProps} />}
      </div>
      {summary.answer !== null && <Status summary={summary.answer} ms={timeline.answer?.tookMs ?? null} />}
    </div>
  );
}

/** Buckets asked for: about one a pixel, in steps, so that a pane that is resized does not ask for each width. */
const bucketsFor = (width: number): number => Math.min(4096, Math.max(64, Math.ceil(width / 64) * 64));

/** The overview's place before the first answer, so that nothing jumps; it tells the width to ask for. */
function Placeholder({
  onWidth,
  text,
}: {
  readonly onWidth: (width: number) => void;
  readonly text: string;
}): JSX.Element {
  const ref = useCallback(
    (element: HTMLDivElement | null) => {
      if (element !== null) onWidth(element.clientWidth);
    },
    [onWidth],
  );
  return (
    <div className="overview">
      <div className="gutter" />
      <div className="plot" ref={ref}>
        <p className="d2">{text}</p>
      </div>
    </div>
  );
}

/** Where the time of all goroutines went in the chosen part: legend and numbers in one. */
function Strip({
  summary,
  stale,
}: {
  readonly summary: TraceSummaryAnswer | null;
  readonly stale: boolean;
}): JSX.Element {
  return (
    <div className="strip-room">
      <ul className={`strip${stale ? ' stale' : ''}`} aria-label={t('Goroutine time')}>
        {(summary === null ? [] : kindTimes(summary.times)).map(({ kind, ns }) => (
          <li key={kind}>
            <StateGlyph kind={KIND_LOOK[kind].kind} /> {kindText(kind)} <b>{formatNanoseconds(ns)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Status({ summary, ms }: { readonly summary: TraceSummaryAnswer; readonly ms: number | null }): JSX.Element {
  return (
    <>
      <StatusItem place="left">
        {t('{durationNs}, {events} events', {
          durationNs: formatNanoseconds(summary.durationNs),
          events: formatCount(summary.events),
        })}
      </StatusItem>
      <StatusItem place="left">
        {t('{alive} goroutines, {procs} Ps', { alive: formatCount(summary.alive), procs: formatCount(summary.procs) })}
      </StatusItem>
      {ms !== null && (
        <StatusItem place="timing">{t('Counted in {max} ms', { max: Math.max(1, Math.round(ms)) })}</StatusItem>
      )}
    </>
  );
}
