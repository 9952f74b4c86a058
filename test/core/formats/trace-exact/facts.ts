import type { Capture } from '@core/model/tables';
import { NO_PROC, RANGE_KINDS, TRACE_STATES, type TraceTables } from '@core/model/trace';
import type { OracleReport } from '../../../support/oracle';

/**
 * What a trace says, as lines of text by section, sorted: for our reading of it and for the oracle's. A line begins with what it is
 * about, then the time, so that a difference reads as one.
 */
type Facts = Readonly<Record<string, readonly string[]>>;

const NANO = (ns: number | null): string => (ns === null || Number.isNaN(ns) ? '-' : String(ns));

interface Change {
  readonly atNs: number;
  readonly state: string;
  readonly reason: string;
  /** P, for those that begin to run on one; −1. */
  readonly proc: number;
  /** Goroutine that woke or made it; 0. */
  readonly by: number;
  readonly stack: string;
}

function changeLines(id: number, changes: readonly Change[], into: string[]): void {
  for (const c of changes)
    if (c.state !== 'not exist')
      into.push(`${id} @${c.atNs} ${c.state} (${c.reason}) on ${c.proc} by ${c.by} at ${c.stack}`);
}

/** Nanoseconds in each state, by reason for waiting. */
function durationsOf(changes: readonly Change[], endNs: number): Record<string, number> {
  const spent: Record<string, number> = {};
  changes.forEach((change, i) => {
    if (change.state === 'not exist') return;
    const state = change.state === 'waiting' ? `waiting: ${change.reason}` : change.state;
    const until = i + 1 < changes.length ? changes[i + 1].atNs : endNs;
    spent[state] = (spent[state] ?? 0) + until - change.atNs;
  });
  return spent;
}

function durationLines(id: number, durations: Readonly<Record<string, number>>): string[] {
  return Object.entries(durations)
    .filter(([, ns]) => ns > 0)
    .map(([state, ns]) => `${id} ${state} ${ns}`);
}

function sections(found: Record<string, string[]>): Facts {
  for (const lines of Object.values(found)) lines.sort();
  return found;
}

// ---------------------------------------------------------------------------------------------------------------- the oracle's

export function theirFacts(report: OracleReport): Facts {
  const stack = (row: number): string => report.stacks[row] ?? `no stack ${row}`;
  const changes: string[] = [];
  const durations: string[] = [];
  const goroutines: string[] = [];
  for (const g of report.goroutines) {
    goroutines.push(`${g.id} made ${NANO(g.createdNs)} by ${g.creator} ended ${NANO(g.endedNs)} label ${g.label}`);
    const kept = g.changes
      .filter((c) => c.from !== c.to)
      .map((c): Change => {
        const woken = c.from === 'Waiting' || (c.from === 'NotExist' && c.to !== 'Syscall');
        const starts = c.to === 'Running' && c.from !== 'Undetermined';
        return {
          atNs: c.atNs,
          state: c.to === 'NotExist' ? 'not exist' : c.to.toLowerCase(),
          reason: c.reason,
          proc: starts ? c.proc : -1,
          by: woken ? c.by : 0,
          stack: stack(c.from === 'Undetermined' ? c.own : c.stack),
        };
      });
    changeLines(g.id, kept, changes);
    durations.push(...durationLines(g.id, g.durations));
  }
  const timed = (kind: string): OracleReport['metrics'] => report.metrics.filter((m) => m.name === kind);
  return sections({
    counts: Object.entries(report.counts).map(([kind, n]) => `${kind} ${n}`),
    end: [NANO(report.endNs)],
    goroutines,
    changes,
    durations,
    procs: report.procs
      .filter((p) => p.from !== p.to)
      .map((p) => `${p.proc} @${p.atNs} ${p.to.toLowerCase()} on ${p.to === 'Running' ? p.thread : -1}`),
    ranges: report.ranges.map((r) => {
      const [kind, name] = rangeOf(r.name);
      const scope = kind === 'sweep' ? `P ${r.proc}` : kind === 'gc' ? 'all' : `G ${r.goroutine}`;
      return `${kind} ${name} ${scope} @${r.startNs} until ${NANO(r.endNs)} swept ${r.swept} ${r.reclaimed} at ${stack(r.stack)}`;
    }),
    heap: [
      ...timed('/memory/classes/heap/objects:bytes').map((m) => `live @${m.atNs} ${m.value}`),
      ...timed('/gc/heap/goal:bytes').map((m) => `goal @${m.atNs} ${m.value}`),
    ],
    tasks: report.tasks.map(
      (t) =>
        `${t.id} in ${t.parent} ${t.name} @${NANO(t.startNs)} until ${NANO(t.endNs)} by ${t.goroutine} at ${stack(t.stack)}`,
    ),
    regions: report.regions.map(
      (r) => `${r.goroutine} @${NANO(r.startNs)} until ${NANO(r.endNs)} ${r.name} of ${r.task} at ${stack(r.stack)}`,
    ),
    logs: report.logs.map(
      (l) => `${l.goroutine} @${l.atNs} ${l.category}: ${l.message} of ${l.task} at ${stack(l.stack)}`,
    ),
    samples: report.samples.map((s) => `${s.goroutine} @${s.atNs} on ${s.proc} ${s.thread} at ${stack(s.stack)}`),
  });
}

function rangeOf(name: string): [string, string] {
  const stopped = /^stop-the-world \((.*)\)$/.exec(name);
  if (stopped !== null) return ['stw', stopped[1]];
  const kinds: Record<string, string> = {
    'GC concurrent mark phase': 'gc',
    'GC incremental sweep': 'sweep',
    'GC mark assist': 'mark assist',
  };
  return [kinds[name] ?? name, ''];
}

// ------------------------------------------------------------------------------------------------------------------------- ours

/** Stacks of a capture as the oracle writes them: leaf first, `function file:line` separated by `;`. */
function stackTexts(capture: Capture): (stack: number) => string {
  const { strings, functions, frames, stacks } = capture;
  const known = new Map<number, string>([[0, '']]);
  const text = (id: number): string => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const frame = stacks.frame[id];
    const fn = frames.func[frame];
    const own = `${strings.get(functions.name[fn])} ${strings.get(functions.file[fn])}:${frames.line[frame]}`;
    const rest = text(stacks.prefix[id]);
    const made = rest === '' ? own : `${own};${rest}`;
    known.set(id, made);
    return made;
  };
  return text;
}

export function ourFacts(capture: Capture): Facts {
  const trace = capture.trace;
  if (trace === null) throw new Error(`${capture.name} is no trace`);
  const { goroutines: g, ranges, tasks, regions, logs, cpuSamples } = trace;
  const string = (id: number): string => capture.strings.get(id);
  const stack = stackTexts(capture);
  const goroutineId = (row1: number): number => (row1 === 0 ? 0 : g.id[row1 - 1]);
  const taskId = (row1: number): number => (row1 === 0 ? 0 : tasks.id[row1 - 1]);
  const rows = <T>(count: number, line: (row: number) => T): T[] =>
    Array.from({ length: count }, (_, row) => line(row));

  const all = changesOf(trace, stack);
  const changes: string[] = [];
  const durations: string[] = [];
  const goroutines: string[] = [];
  all.forEach((kept, row) => {
    const id = g.id[row];
    goroutines.push(
      `${id} made ${NANO(g.createdNs[row])} by ${goroutineId(g.creator[row])} ended ${NANO(g.endedNs[row])} label ${string(g.label[row])}`,
    );
    const ended = g.endedNs[row];
    durations.push(...durationLines(id, durationsOf(kept, Number.isNaN(ended) ? trace.endNs : ended)));
    changeLines(id, kept, changes);
  });
  return sections({
    counts: Object.entries(trace.eventCounts)
      .filter(([, n]) => n > 0)
      .map(([kind, n]) => `${kind} ${n}`),
    end: [NANO(trace.endNs)],
    goroutines,
    changes,
    durations,
    procs: procLines(trace),
    ranges: rows(ranges.count, (r) => {
      const kind = RANGE_KINDS[ranges.kind[r]];
      const scope =
        kind === 'sweep' ? `P ${ranges.proc[r]}` : kind === 'gc' ? 'all' : `G ${goroutineId(ranges.goroutine[r])}`;
      return `${kind} ${string(ranges.name[r])} ${scope} @${ranges.startNs[r]} until ${NANO(ranges.endNs[r])} swept ${ranges.sweptBytes[r]} ${ranges.reclaimedBytes[r]} at ${stack(ranges.stack[r])}`;
    }),
    heap: rows(
      trace.heap.count,
      (r) => `${trace.heap.kind[r] === 0 ? 'live' : 'goal'} @${trace.heap.atNs[r]} ${trace.heap.bytes[r]}`,
    ),
    tasks: rows(
      tasks.count,
      (r) =>
        `${tasks.id[r]} in ${taskId(tasks.parent[r])} ${string(tasks.name[r])} @${NANO(tasks.startNs[r])} until ${NANO(tasks.endNs[r])} by ${goroutineId(tasks.goroutine[r])} at ${stack(tasks.stack[r])}`,
    ),
    regions: rows(
      regions.count,
      (r) =>
        `${g.id[regions.goroutine[r]]} @${NANO(regions.startNs[r])} until ${NANO(regions.endNs[r])} ${string(regions.name[r])} of ${taskId(regions.task[r])} at ${stack(regions.stack[r])}`,
    ),
    logs: rows(
      logs.count,
      (r) =>
        `${g.id[logs.goroutine[r]]} @${logs.atNs[r]} ${string(logs.category[r])}: ${string(logs.message[r])} of ${taskId(logs.task[r])} at ${stack(logs.stack[r])}`,
    ),
    samples: rows(
      cpuSamples.count,
      (r) =>
        `${goroutineId(cpuSamples.goroutine[r])} @${cpuSamples.atNs[r]} on ${cpuSamples.proc[r] === NO_PROC ? -1 : cpuSamples.proc[r]} ${cpuSamples.thread[r]} at ${stack(cpuSamples.stack[r])}`,
    ),
  });
}

/** By row of the goroutine table: its changes without those that tell a known state again. */
function changesOf(trace: TraceTables, stack: (id: number) => string): Change[][] {
  const found = Array.from({ length: trace.goroutines.count }, () => [] as Change[]);
  for (const chunk of trace.chunks) {
    chunk.goroutine.forEach((row, k) => {
      const kept = found[row];
      for (let i = chunk.first[k]; i < chunk.first[k + 1]; i++) {
        const { changes, actors } = chunk;
        const change = chunk.change[i];
        const state = TRACE_STATES[changes.state[change]];
        const before = kept.at(-1)?.state;
        if (state === before) continue;
        const actor = chunk.actor[i];
        kept.push({
          atNs: chunk.startNs + chunk.offsetNs[i],
          state,
          reason: trace.reasons[changes.reason[change]],
          proc: state === 'running' && before !== undefined ? actor - 1 : -1,
          by: actor > 0 && (state === 'runnable' || state === 'waiting') ? trace.goroutines.id[actors[actor] - 1] : 0,
          stack: stack(changes.stack[change]),
        });
      }
    });
  }
  return found;
}

function procLines(trace: TraceTables): string[] {
  const { procs } = trace;
  const last = new Map<number, number>();
  const lines: string[] = [];
  for (let r = 0; r < procs.count; r++) {
    if (last.get(procs.proc[r]) === procs.state[r]) continue;
    last.set(procs.proc[r], procs.state[r]);
    const state = ['idle', 'running', 'undetermined'][procs.state[r]];
    lines.push(`${procs.proc[r]} @${procs.atNs[r]} ${state} on ${state === 'running' ? procs.thread[r] : -1}`);
  }
  return lines;
}
