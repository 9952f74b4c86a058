import type { CaptureInfo } from '@core/api/document';
import {
  TRACE_KINDS,
  type Distribution,
  type TraceGroupRow,
  type TraceNameRow,
  type TraceRangeRow,
  type TraceSpanRow,
  type TraceSummaryAnswer,
  type TraceWakeupRow,
} from '@core/api/trace';
import type { CodeRef } from '@core/api/findings';
import { formatBytes, formatCount, formatNanoseconds, formatShare } from '@core/base/format';
import { paint, printable, proseWidth, table, wrap, type Column, type TerminalStyle } from '../terminal';
import { jsonText, jsonTime } from './json';
import { counted, noteLines, placeText, symbolText } from './names';

/** What both printers print; lists as long as was asked for, `…Total` what there is. */
export interface TraceReport {
  readonly groups: readonly TraceGroupRow[];
  readonly blocked: readonly TraceGroupRow[];
  readonly groupsTotal: number;
  readonly wakeups: readonly TraceWakeupRow[];
  readonly wakeupsTotal: number;
  readonly taskNames: readonly TraceNameRow[];
  readonly taskNamesTotal: number;
  readonly regionNames: readonly TraceNameRow[];
  readonly regionNamesTotal: number;
  readonly gc: readonly TraceRangeRow[];
  readonly stw: readonly TraceRangeRow[];
  /** One by one; empty for text. */
  readonly tasks: readonly TraceSpanRow[];
  readonly regions: readonly TraceSpanRow[];
}

const isTruncated = ({ notes }: CaptureInfo): boolean => notes.some(({ kind }) => kind === 'truncated');

/** `parkscope.trace/1`. Times are ns since the first event; null where the trace does not hold them. */
export function traceJson(capture: CaptureInfo, summary: TraceSummaryAnswer, report: TraceReport): string {
  const { events, generations, goroutines, procs, threads, durationNs, range, wall } = summary;
  return jsonText('parkscope.trace/1', {
    ...{ name: capture.name, goVersion: goVersion(capture, summary), durationNs, events, generations },
    ...{ goroutines, procs, threads },
    gc: report.gc.map(({ startNs, endNs, heapBytes, goalBytes }) => ({ startNs, endNs, heapBytes, goalBytes })),
    stw: report.stw.map(({ startNs, endNs, name, goid }) => ({ startNs, endNs, kind: name, goroutine: goid })),
    tasks: report.tasks.map(taskJson),
    regions: report.regions.map(regionJson),
    notes: capture.notes,
    ...{ truncated: isTruncated(capture), traceVersion: `go 1.${summary.wireVersion}`, range },
    time: wall === null ? null : jsonTime(wall.epochMs - wall.atNs / 1e6),
    eventCounts: summary.eventCounts,
    ...{ alive: summary.alive, begun: summary.begun, ended: summary.ended },
    times: timesJson(summary.times),
    ...{ schedulingLatency: summary.latency, procsBusy: summary.busy },
    ...{ gcTotals: summary.gc, stwTotals: summary.stw, minimumMutatorUtilisation: summary.mmu, heap: summary.heap },
    ...{ taskTotal: summary.tasks, regionTotal: summary.regions, logs: summary.logs, cpuSamples: summary.cpuSamples },
    groups: report.groups.map(groupJson),
    wakeups: report.wakeups.map(wakeupJson),
    taskNames: report.taskNames.map(nameJson),
    regionNames: report.regionNames.map(nameJson),
  });
}

/** The version of the program, where the trace says it; else the oldest Go that writes this format (1.22, 1.23, 1.25, 1.26). */
function goVersion({ goVersion: known }: CaptureInfo, { wireVersion }: TraceSummaryAnswer): string {
  return known ?? `go1.${wireVersion}`;
}

/** Which Go writes a format, where the trace does not say it. */
const WRITTEN_BY: Readonly<Record<number, string>> = { 23: 'Go 1.23 or 1.24', 26: 'Go 1.26 or later' };

const timesJson = (times: readonly number[]): Record<string, number> =>
  Object.fromEntries(TRACE_KINDS.map((kind, i) => [kind, times[i] ?? 0]));

const taskJson = ({ id, name, startNs, endNs, goid, task }: TraceSpanRow) => ({
  ...{ id, name, startNs, endNs, goroutine: goid, parent: task },
});
const regionJson = ({ name, startNs, endNs, goid, task }: TraceSpanRow) => ({
  ...{ name, startNs, endNs, goroutine: goid, task },
});
const nameJson = ({ name, count, complete, durations, times, goroutines }: TraceNameRow) => ({
  ...{ name, count, complete, durations, times: timesJson(times), goroutines },
});

function groupJson(row: TraceGroupRow) {
  const { entry, count, begun, ended, times, blockedNs, reasons, latency, lifetime, assistNs, gcOverlapNs } = row;
  return {
    ...{ function: entry?.function ?? null, file: entry?.file ?? null, count, begun, ended },
    ...{ times: timesJson(times), blockedNs, reasons, schedulingLatency: latency, lifetime, assistNs, gcOverlapNs },
  };
}

function wakeupJson({ waker, woken, reason, count, waitNs, maxNs, longest }: TraceWakeupRow) {
  const { atNs, wakerGoid, wokenGoid } = longest;
  return { waker, woken, reason, count, waitNs, maxNs, longest: { atNs, waker: wakerGoid, woken: wokenGoid } };
}

const ns = (value: number): string => (value === 0 ? '–' : formatNanoseconds(value).replaceAll('\u00a0', ' '));
const left = (head: string, more: Partial<Column> = {}): Column => ({ head, align: 'left', ...more });
const right = (head: string): Column => ({ head, align: 'right' });
const place = (ref: CodeRef | null): string => (ref === null ? '' : placeText(ref));

/** The summary that people read: what it is, how the time went, the collector, who waited, tasks and regions. */
export function traceText(
  rawCapture: CaptureInfo,
  rawSummary: TraceSummaryAnswer,
  rawReport: TraceReport,
  sort: string,
  style: TerminalStyle,
): string {
  const capture = printable(rawCapture);
  const summary = printable(rawSummary);
  const report = printable(rawReport);
  const sections: readonly (readonly string[])[] = [
    headLines(capture, summary, style),
    gcLines(summary, style),
    groupLines(
      `Goroutines by function, most ${SORT_WORDS[sort] ?? sort} first`,
      report.groups,
      report.groupsTotal,
      style,
    ),
    // Sorted by blocked time already: once is enough.
    sort === 'blocked' ? [] : blockedLines(report.blocked, report.groupsTotal, style),
    wakeupLines(report.wakeups, report.wakeupsTotal, style),
    nameLines('Tasks', report.taskNames, report.taskNamesTotal, style),
    nameLines('Regions', report.regionNames, report.regionNamesTotal, style),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const SORT_WORDS: Readonly<Record<string, string>> = {
  function: 'by name,',
  count: 'numerous',
  total: 'time in all',
  running: 'running time',
  runnable: 'waiting for a P',
  syscall: 'time in system calls',
  latency: 'p99 wait for a P',
  assist: 'mark assist',
  blocked: 'time blocked',
};

function headLines(capture: CaptureInfo, summary: TraceSummaryAnswer, style: TerminalStyle): string[] {
  const { range, durationNs, times, latency } = summary;
  const part = range.toNs - range.fromNs < durationNs;
  const spent = TRACE_KINDS.map((kind, i) => ({ kind, time: times[i] ?? 0 }))
    .filter(({ time }) => time > 0)
    .sort((a, b) => b.time - a.time)
    .map(({ kind, time }) => `${kind} ${ns(time)}`);
  const least = isTruncated(capture) ? '≥ ' : '';
  const version =
    capture.goVersion?.replace(/^go(?=\d)/, 'Go ') ?? WRITTEN_BY[summary.wireVersion] ?? `Go 1.${summary.wireVersion}`;
  return [
    `${paint(style, 'bold', `${capture.name}: execution trace, ${least}${ns(durationNs)}`)}, ${version}, ${counted(summary.events, 'event')} in ${counted(summary.generations, 'generation')}`,
    ...(part
      ? [`Of this, +${ns(range.fromNs).replace('–', '0')} to +${ns(range.toNs)} (${ns(range.toNs - range.fromNs)}).`]
      : []),
    ...noteLines(style, capture, proseWidth(style)),
    `${counted(summary.alive, 'goroutine')} (${formatCount(summary.begun)} begun, ${formatCount(summary.ended)} ended), ${counted(summary.procs, 'P')}${summary.busy === null ? '' : ` ${formatShare(summary.busy, 1)} busy`}, ${counted(summary.threads, 'thread')}`.replaceAll(
      '\u00a0',
      ' ',
    ),
    ...list('Goroutine time: ', spent.length === 0 ? ['none'] : spent, style),
    `Waits for a P: ${formatCount(latency.count)}${latency.count === 0 ? '' : `, p50 ${ns(latency.p50)}, p99 ${ns(latency.p99)}, max ${ns(latency.max)}`}`,
  ];
}

function gcLines({ gc, stw, heap, mmu }: TraceSummaryAnswer, style: TerminalStyle): string[] {
  const row = (what: string, { count, sum, p50, p99, max }: Distribution): string[] => [
    ...[what, formatCount(count), ns(sum), ns(p50), ns(p99), ns(max)],
  ];
  const total = (what: string, count: number, time: number): string[] => [
    ...[what, formatCount(count), ns(time), '–', '–', '–'],
  ];
  const rows = [
    ...(gc.cycles > 0 ? [total('concurrent mark', gc.cycles, gc.ns)] : []),
    ...stw.kinds.map(({ kind, pauses }) => row(`STW ${kind === '' ? '(reason not recorded)' : kind}`, pauses)),
    ...(stw.kinds.length > 1 ? [row('STW, all', stw.all)] : []),
    ...(gc.assists > 0 ? [total('mark assist', gc.assists, gc.assistNs)] : []),
    ...(gc.sweeps > 0 ? [total('sweep', gc.sweeps, gc.sweepNs)] : []),
  ];
  if (rows.length === 0) return ['No garbage collection.'];
  const bytes = (value: number): string => formatBytes(value).replace('\u00a0', ' ');
  return [
    ...table(
      style,
      [left('garbage collection'), right('count'), right('total'), right('p50'), right('p99'), right('max')],
      rows,
    ),
    ...(heap === null
      ? []
      : [
          `Heap ${bytes(heap.firstBytes)} at the start, ${bytes(heap.lastBytes)} at the end, at most ${bytes(heap.maxBytes)}; goal at most ${bytes(heap.maxGoalBytes)}`,
        ]),
    ...(mmu.length === 0
      ? []
      : list(
          'Least share of P time left to the program: ',
          mmu.map(
            ({ windowNs, share }) =>
              `${formatShare(share, 1).replace('\u00a0', ' ')} in ${ns(windowNs).replace(/\.0+ /, ' ')}`,
          ),
          style,
        )),
  ];
}

/** Items in a line that is broken between them. */
function list(lead: string, items: readonly string[], style: TerminalStyle): string[] {
  // An item stays whole: its spaces are not those that are broken at.
  const held = items.map((item) => item.replaceAll(' ', '\u00a0')).join(', ');
  return wrap(lead, held, proseWidth(style)).map((line) => line.replaceAll('\u00a0', ' '));
}

const more = (style: TerminalStyle, rest: number, noun: string): string[] =>
  rest > 0 ? [paint(style, 'dim', `… ${counted(rest, `more ${noun}`)} (-n 0 prints all)`)] : [];
const nameOf = (ref: CodeRef | null, otherwise: string): string =>
  ref === null ? otherwise : symbolText(ref.function);
const timeOf = ({ times }: TraceGroupRow, kind: (typeof TRACE_KINDS)[number]): string =>
  ns(times[TRACE_KINDS.indexOf(kind)] ?? 0);

function groupLines(title: string, rows: readonly TraceGroupRow[], total: number, style: TerminalStyle): string[] {
  if (rows.length === 0) return ['No goroutine passes the filter.'];
  const columns = [
    ...[right('count'), right('running'), right('runnable'), right('p99'), right('max'), right('blocked')],
    ...[right('syscall'), right('assist'), left('function', { shrink: true })],
  ];
  const cells = rows.map((row) => [
    ...[
      formatCount(row.count),
      timeOf(row, 'running'),
      timeOf(row, 'runnable'),
      ns(row.latency.p99),
      ns(row.latency.max),
    ],
    ...[ns(row.blockedNs), timeOf(row, 'syscall'), ns(row.assistNs), nameOf(row.entry, '(function not known)')],
  ]);
  return [
    paint(style, 'bold', title),
    ...table(style, columns, cells),
    ...more(style, total - rows.length, 'function'),
  ];
}

function blockedLines(all: readonly TraceGroupRow[], total: number, style: TerminalStyle): string[] {
  const rows = all.filter(({ blockedNs }) => blockedNs > 0);
  if (rows.length === 0) return [];
  const cells = rows.map(({ count, blockedNs, reasons, entry }) => [
    ...[formatCount(count), ns(blockedNs), nameOf(entry, '(function not known)')],
    reasons
      .filter(({ ns: time }) => time > blockedNs / 1000)
      .slice(0, 3)
      .map(
        ({ reason, ns: time, count: times }) =>
          `${reason === '' ? 'begun before' : reason} ${ns(time)} in ${formatCount(times)}`,
      )
      .join(', '),
  ]);
  return [
    paint(style, 'bold', 'Most time blocked, and in what'),
    ...table(
      style,
      [right('count'), right('blocked'), left('function', { shrink: true }), left('reasons', { shrink: true })],
      cells,
    ),
    ...more(style, total - all.length, 'function'),
  ];
}

function wakeupLines(rows: readonly TraceWakeupRow[], total: number, style: TerminalStyle): string[] {
  if (rows.length === 0) return [];
  const columns = [
    ...[right('count'), right('wait ended'), right('longest'), left('reason', { shrink: true })],
    ...[left('woken', { shrink: true }), left('line', { shrink: true })],
    ...[left('by', { shrink: true }), left('line', { shrink: true })],
  ];
  const cells = rows.map(({ count, waitNs, maxNs, reason, waker, woken }) => [
    ...[formatCount(count), ns(waitNs), ns(maxNs), reason || 'begun before', nameOf(woken, '–'), place(woken)],
    ...[nameOf(waker, 'a timer, the network or the runtime'), place(waker)],
  ]);
  return [
    paint(style, 'bold', 'Who woke whom, longest waits in all first'),
    ...table(style, columns, cells),
    ...more(style, total - rows.length, 'pair'),
  ];
}

function nameLines(title: string, rows: readonly TraceNameRow[], total: number, style: TerminalStyle): string[] {
  if (rows.length === 0) return [];
  const columns = [
    ...[right('count'), right('p50'), right('p99'), right('max'), right('total')],
    ...[left('meanwhile', { shrink: true }), left('name', { shrink: true })],
  ];
  const cells = rows.map(({ name, count, complete, durations: { p50, p99, max, sum }, times }) => {
    const spent = times.reduce((all, time) => all + time, 0);
    const most = TRACE_KINDS.map((kind, i) => ({ kind, time: times[i] ?? 0 }))
      .filter(({ time }) => time > 0)
      .sort((a, b) => b.time - a.time)
      .slice(0, 3)
      .map(({ kind, time }) => `${kind} ${formatShare(time, spent)}`.replace('\u00a0', ' '));
    const open = count - complete;
    return [
      ...[formatCount(count), ns(p50), ns(p99), ns(max), ns(sum)],
      ...[
        most.join(', '),
        `${name || '(name not in the trace)'}${open > 0 ? ` (${formatCount(open)} not whole)` : ''}`,
      ],
    ];
  });
  return [paint(style, 'bold', title), ...table(style, columns, cells), ...more(style, total - rows.length, 'name')];
}
