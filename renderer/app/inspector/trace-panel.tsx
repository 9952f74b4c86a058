import type { JSX } from 'react';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { StackFrame } from '@core/api/findings';
import {
  TRACE_KINDS,
  TRACE_WAKEUP_SORTS,
  type Distribution,
  type TraceGroupDetail,
  type TraceKind,
  type TraceParams,
} from '@core/api/trace';
import { formatBytes, formatCount, formatNanoseconds, formatShare } from '@core/base/format';
import { useQuery } from '../../client/use-query';
import { escapeRegExp, withPart } from '../../state/filter-text';
import { captureFor } from '../../state/scope';
import { useView, viewOf } from '../../state/view';
import { Stack } from '../../ui/stack/stack';
import { StateGlyph } from '../../ui/state-glyph';
import { Symbol } from '../../ui/symbol/symbol';
import { KIND_LOOK, kindText } from '../../ui/trace-kinds';
import { Nothing } from './nothing';
import { msg, t } from '../../i18n/t';

const PLACES_SHOWN = 6;

/** The Timeline: the selected function with where its time went, the selected pair of a wake-up, or the trace in figures. */
export function TracePanel({ info }: { readonly info: DocumentInfo }): JSX.Element {
  const state = useView(info.doc);
  const capture = captureFor(info, state, 'trace');
  if (capture === null) return <Nothing text="" />;
  const { tab, range, selected, opened } = state.trace;
  const params = { doc: info.doc, capture: capture.index, range };
  const group = opened.groups ?? selected.groups;
  if (tab === 'groups' && group !== null) return <Group info={info} capture={capture} params={params} group={group} />;
  if (tab === 'wakeups' && selected.wakeups !== null)
    return <Wakeup info={info} params={params} edge={selected.wakeups} />;
  return <Summary capture={capture} params={params} tab={tab} />;
}

function Facts({ rows }: { readonly rows: readonly (readonly [string, string])[] }): JSX.Element {
  return (
    <dl className="nv">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Group(props: {
  readonly info: DocumentInfo;
  readonly capture: CaptureInfo;
  readonly params: TraceParams;
  readonly group: string;
}): JSX.Element {
  const { info, capture, params, group } = props;
  const { filter } = useView(info.doc);
  const { answer, error } = useQuery('traceGroup', { ...params, group, filter });
  if (answer === null) return <Nothing text={error === null ? '' : `${error.message}. ${error.hint}`} />;
  const { row, places, folded, creators, label } = answer;
  const { entry, times, reasons, latency, lifetime } = row;
  const all = times.reduce((sum, ns) => sum + ns, 0);
  const shown = places.slice(0, PLACES_SHOWN);
  const rest = places.length - shown.length + folded.places;
  return (
    <>
      <h2>{entry === null ? t('Function not known') : <Symbol name={entry.function} ownModule={info.ownModule} />}</h2>
      <Facts
        rows={[
          [t('Goroutines'), formatCount(row.count)],
          [t('Begun, ended here'), `${formatCount(row.begun)}, ${formatCount(row.ended)}`],
          ...(row.assistNs > 0 ? [[t('In mark assists'), formatNanoseconds(row.assistNs)] as const] : []),
          ...(row.gcOverlapNs > 0 ? [[t('Ran during GC'), formatNanoseconds(row.gcOverlapNs)] as const] : []),
          ...(label === '' ? [] : [[t('Label'), label] as const]),
        ]}
      />
      <Spread
        rows={[
          [t('Lived'), lifetime],
          [t('Wait for a P'), latency],
        ]}
      />
      <section>
        <h3>{t('Their time here')}</h3>
        {TRACE_KINDS.map((kind, i) =>
          (times[i] ?? 0) === 0 ? null : (
            <div className="row" key={kind}>
              <span>
                <StateGlyph kind={KIND_LOOK[kind].kind} />
                &ensp;{kindText(kind)}
              </span>
              <span>{formatNanoseconds(times[i] ?? 0)}</span>
              <span>{formatShare(times[i] ?? 0, all)}</span>
            </div>
          ),
        )}
      </section>
      {reasons.length > 0 && (
        <section>
          <h3>{t('Blocked, in the runtime’s words')}</h3>
          {reasons.slice(0, PLACES_SHOWN).map(({ reason, count, ns }) => (
            <div className="row" key={reason}>
              <span className="clip">{reason === '' ? t('begun before the trace') : reason}</span>
              <span>{formatCount(count)}×</span>
              <span>{formatNanoseconds(ns)}</span>
            </div>
          ))}
        </section>
      )}
      <FlameLink info={info} capture={capture} row={row} />
      {shown.map((place, i) => (
        <Place key={i} info={info} place={place} />
      ))}
      {rest > 0 && <p className="d2">{t('{rest} more places', { rest: formatCount(rest) })}</p>}
      {creators.map(({ count, stack }, i) => (
        <section key={i}>
          <h3>{t('{count} created at', { count: formatCount(count) })}</h3>
          <Stack
            frames={stack}
            creator={null}
            ownModule={info.ownModule}
            flush
            label={t('go statement {i}', { i: i + 1 })}
          />
        </section>
      ))}
    </>
  );
}

/** Median, 99th percentile and largest of what was measured more than once. */
function Spread({ rows }: { readonly rows: readonly (readonly [string, Distribution])[] }): JSX.Element | null {
  const measured = rows.filter(([, { count }]) => count > 0);
  if (measured.length === 0) return null;
  return (
    <table style={{ marginTop: 6 }}>
      <thead>
        <tr>
          <td />
          <th scope="col">p50</th>
          <th scope="col">p99</th>
          <th scope="col">{t('longest')}</th>
        </tr>
      </thead>
      <tbody>
        {measured.map(([name, { p50, p99, max }]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{formatNanoseconds(p50)}</td>
            <td>{formatNanoseconds(p99)}</td>
            <td>{formatNanoseconds(max)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Place({
  info,
  place,
}: {
  readonly info: DocumentInfo;
  readonly place: TraceGroupDetail['places'][number];
}): JSX.Element {
  const { kind, reason, count, ns, stack } = place;
  const word = reason === '' || reason === 'preempted' ? kindText(kind) : reason;
  return (
    <section>
      <h3>
        <StateGlyph kind={KIND_LOOK[kind].kind} />
        &ensp;
        {t('{state} {time}, {count}×', { state: word, time: formatNanoseconds(ns), count: formatCount(count) })}
      </h3>
      {stack.length === 0 ? (
        <p className="d2">{t(STACKLESS[kind] ?? 'no stack recorded')}</p>
      ) : (
        <Stack frames={stack} creator={null} ownModule={info.ownModule} flush label={t('Stack: {word}', { word })} />
      )}
    </section>
  );
}

/** Time without a stack of its own. */
const STACKLESS: Readonly<Partial<Record<TraceKind, string>>> = {
  running: msg('until it ended, or the trace did'),
  runnable: msg('before it first ran'),
};

/**
 * Types of samples that a trace has, by what most of a group's time went into. Not `scheduler`: as in go tool trace, waiting for a P
 * counts there at the stack of whoever made the goroutine runnable.
 */
const TYPE_OF_KIND: Readonly<Partial<Record<TraceKind, string>>> = {
  running: 'cpu',
  syscall: 'syscall',
  'io wait': 'network',
  'chan send': 'sync',
  'chan receive': 'sync',
  select: 'sync',
  sync: 'sync',
};

/** Opens the flame graph of what the group lost most time to, focused on its function. */
function FlameLink(props: {
  readonly info: DocumentInfo;
  readonly capture: CaptureInfo;
  readonly row: TraceGroupDetail['row'];
}): JSX.Element | null {
  const { info, capture, row } = props;
  const name = row.entry?.function;
  const candidates = TRACE_KINDS.map((kind, i) => ({ kind, ns: row.times[i] ?? 0 }))
    .filter(({ ns }) => ns > 0)
    .sort((a, b) => b.ns - a.ns)
    .flatMap(({ kind }) => {
      const index = capture.sampleTypes.findIndex(({ type }) => type === TYPE_OF_KIND[kind]);
      return index < 0 ? [] : [index];
    });
  const [sampleType] = candidates;
  if (name === undefined || sampleType === undefined) return null;
  const add = (view: 'flame' | null) => (): void =>
    viewOf(info.doc).change((now) => ({
      filter: withPart(now.filter, { kind: 'focus', value: `^${escapeRegExp(name)}$` }),
      ...(view === null ? {} : { view, capture: capture.index, sampleType }),
    }));
  return (
    <div className="go">
      <button
        type="button"
        className="btn"
        onClick={add('flame')}
        title={t('The flame graph of what it lost most time to')}
      >
        {t('Open in Flame')}
      </button>
      <button type="button" className="btn q" onClick={add(null)} title={t('Keep only its goroutines (f)')}>
        {t('Focus')}
      </button>
    </div>
  );
}

function Wakeup(props: {
  readonly info: DocumentInfo;
  readonly params: TraceParams;
  readonly edge: string;
}): JSX.Element {
  const { info, params, edge } = props;
  const { filter, trace } = useView(info.doc);
  // In the order of the table, so that what is selected there is among the first.
  const order = trace.sorts['wakeups'];
  const sort = TRACE_WAKEUP_SORTS.find((known) => known === order?.id) ?? 'wait';
  const { answer } = useQuery('traceWakeups', {
    ...{ ...params, filter, by: trace.wakeupsBy, offset: 0, limit: 2000 },
    ...{ sort, descending: order?.descending ?? true },
  });
  const row = answer?.rows.find((candidate) => candidate.edge === edge);
  if (row === undefined) return <Nothing text={t('Select a pair to see where it waited and who woke it.')} />;
  const { longest } = row;
  const stack = (title: string, frames: readonly StackFrame[], none: string): JSX.Element => (
    <section>
      <h3>{title}</h3>
      {frames.length === 0 ? (
        <p className="d2">{none}</p>
      ) : (
        <Stack frames={frames} creator={null} ownModule={info.ownModule} flush label={title} />
      )}
    </section>
  );
  return (
    <>
      <h2>
        <StateGlyph kind={KIND_LOOK[row.kind].kind} />
        {row.reason === '' ? t('waited since before the trace') : row.reason}
      </h2>
      <Facts
        rows={[
          ['Wake-ups', formatCount(row.count)],
          [t('Waited in all'), formatNanoseconds(row.waitNs)],
          [t('Longest'), formatNanoseconds(row.maxNs)],
          [t('which ended at'), `+${formatNanoseconds(longest.atNs)}`],
        ]}
      />
      {stack(t('g {wokenGoid} waited', { wokenGoid: longest.wokenGoid }), longest.wokenStack, t('no stack recorded'))}
      {stack(
        longest.wakerGoid === null ? t('Woken by') : t('g {wakerGoid} woke it', { wakerGoid: longest.wakerGoid }),
        longest.wakerStack,
        t('a timer, the network or the runtime'),
      )}
    </>
  );
}

const HINTS: Readonly<Record<string, string>> = {
  groups: msg('Select a function to see where its time went.'),
  wakeups: msg('Select a pair to see where it waited and who woke it.'),
};

/** Nothing selected: the chosen part in figures. */
function Summary(props: {
  readonly capture: CaptureInfo;
  readonly params: TraceParams;
  readonly tab: string;
}): JSX.Element {
  const { answer, error } = useQuery('traceSummary', props.params);
  if (answer === null) return <Nothing text={error?.message ?? ''} />;
  const { gc, stw, heap, busy, latency, mmu } = answer;
  const least = props.capture.notes.some(({ kind }) => kind === 'truncated') ? '≥\u00a0' : '';
  return (
    <>
      <h2 className="m">{props.capture.name}</h2>
      <Facts
        rows={[
          [t('Part'), formatNanoseconds(answer.range.toNs - answer.range.fromNs)],
          [t('Goroutines'), least + formatCount(answer.alive)],
          [t('Begun, ended here'), `${formatCount(answer.begun)}, ${formatCount(answer.ended)}`],
          [
            t('Ps'),
            busy === null
              ? formatCount(answer.procs)
              : t('{procs}, {busy} busy', { procs: formatCount(answer.procs), busy: formatShare(busy, 1) }),
          ],
        ]}
      />
      <Spread rows={[[t('Wait for a P'), latency]]} />
      <section>
        <h3>{t('Collector')}</h3>
        <Facts
          rows={[
            [t('GC cycles'), formatCount(gc.cycles)],
            ...(gc.cycles > 0 ? [[t('Marking'), formatNanoseconds(gc.ns)] as const] : []),
            ...(gc.assists > 0 ? [[t('Mark assists'), formatNanoseconds(gc.assistNs)] as const] : []),
            [t('Pauses'), formatCount(stw.all.count)],
            ...(stw.all.count > 0 ? [[t('Longest pause'), formatNanoseconds(stw.all.max)] as const] : []),
            ...(heap === null
              ? []
              : ([
                  [t('Heap, most'), formatBytes(heap.maxBytes)],
                  [t('Goal, most'), formatBytes(heap.maxGoalBytes)],
                ] as const)),
          ]}
        />
      </section>
      {stw.kinds.length > 0 && (
        <section>
          <h3>{t('The world stopped for')}</h3>
          {stw.kinds.map(({ kind, pauses }) => (
            <div className="row" key={kind}>
              <span className="clip" title={kind}>
                {kind}
              </span>
              <span>{formatCount(pauses.count)}×</span>
              <span>{formatNanoseconds(pauses.max)}</span>
            </div>
          ))}
        </section>
      )}
      {mmu.length > 0 && (
        <section>
          <h3>{t('Left to the program at worst, in a window of')}</h3>
          <Facts
            rows={mmu.map(({ windowNs, share }) => [formatNanoseconds(windowNs), formatShare(share, 1)] as const)}
          />
        </section>
      )}
      {HINTS[props.tab] !== undefined && (
        <section>
          <Nothing text={t(HINTS[props.tab] ?? '')} />
        </section>
      )}
    </>
  );
}
