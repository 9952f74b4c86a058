import { isAmount } from '../sample-rows';

/** The two kinds of lines of `perf script`, as its default fields print them (tools/perf/builtin-script.c, util/evsel_fprintf.c). */

/** The line that begins a sample. */
export interface SampleHeader {
  readonly comm: string;
  readonly pid: string;
  /** Equal to `pid` where only one number is printed. */
  readonly tid: string;
  /** Seconds, as printed; null when the time is not printed. */
  readonly seconds: number | null;
  /** Null when the period is not printed. */
  readonly period: number | null;
  readonly event: string;
  /** Programs recorded without stacks: address and symbol are on the same line; null otherwise. */
  readonly frame: FrameLine | null;
}

export interface FrameLine {
  /** Up to 16 hexadecimal digits. */
  readonly address: string;
  readonly symbol: string;
  /** `/usr/bin/app`, `[kernel.kallsyms]`; ``. */
  readonly dso: string;
  readonly inlined: boolean;
}

/** `comm pid[/tid] [cpu] [flags] [time:] [period] event: …`; comm may hold spaces, and is padded where there are no stacks. */
const HEADER =
  /^\s*(\S(?:.*?\S)?)\s+(-?\d+)(?:\/(-?\d+))?(?:\s+\[(\d+)\])?(?:\s+[a-zA-Z.]{4,5})?(?:\s+(\d+\.\d+):)?(?:\s+(\d+))?\s+([A-Za-z_][^\s]*?):(?:\s+(.*))?$/;

export function readHeader(line: string): SampleHeader | null {
  if (line.length > 4096) return null;
  const match = HEADER.exec(line);
  if (match === null) return null;
  const [, comm, pid, tid, cpu, seconds, period, event, rest] = match as (string | undefined)[];
  // Without any of the optional parts it could be any line of prose with a number and a colon.
  if (cpu === undefined && seconds === undefined && tid === undefined) return null;
  if (!isAmount(Number(seconds ?? 0)) || !isAmount(Number(period ?? 0))) return null;
  return {
    comm: comm ?? '',
    pid: pid ?? '',
    tid: tid ?? pid ?? '',
    seconds: seconds === undefined ? null : Number(seconds),
    period: period === undefined ? null : Number(period),
    event: event ?? '',
    frame: rest === undefined || rest === '' ? null : readFrameLine(rest),
  };
}

const FRAME = /^\s*([0-9a-f]{1,16})\s+(.*)$/;

/** `  7f12ab symbol+0x1f (/lib/libc.so.6)`; symbols hold spaces and brackets (C++), dsos ` (deleted)`. */
export function readFrameLine(line: string): FrameLine | null {
  const match = FRAME.exec(line);
  if (match === null) return null;
  let symbol = match[2].trim();
  let dso = '';
  if (symbol.endsWith(')')) {
    let open = symbol.lastIndexOf(' (');
    if (symbol.endsWith(' (deleted))')) open = symbol.lastIndexOf(' (', open - 1);
    if (symbol.startsWith('(') && open < 0) open = 0;
    if (open >= 0) {
      dso = symbol.slice(symbol.indexOf('(', open) + 1, -1);
      symbol = symbol.slice(0, open).trim();
    }
  } else if (match[1].length < 4 && match[1] !== '0') {
    // Without a dso only a number that looks like an address tells a frame from prose.
    return null;
  }
  const inlined = dso === 'inlined';
  return {
    address: match[1],
    symbol: symbol.replace(/\+0x[0-9a-f]+$/, '') || '[unknown]',
    dso: inlined || dso === '[unknown]' ? '' : dso,
    inlined,
  };
}

/** The line that `-F +srcline` prints behind a frame: `  main.go:12`. */
export function readSourceLine(line: string): { readonly file: string; readonly line: number } | null {
  const match = /^\s+(\S.*?):(\d{1,9})(?:\s+\(.*\))?$/.exec(line);
  return match === null ? null : { file: match[1], line: Number(match[2]) };
}

/** `cpu-clock:pppH` → `cpu-clock`; tracepoints keep both parts: `sched:sched_switch`. */
export function eventName(event: string): string {
  return event.replace(/:[ukhpPGHSDIWe]+$/, '');
}

/** Events whose period is a time in nanoseconds. */
export function isClock(event: string): boolean {
  return /^(?:cpu|task)-clock$/.test(event);
}

/** Events that are about the time of a processor. */
export function isCpu(event: string): boolean {
  return (
    isClock(event) ||
    /(?:^|[/_-])(?:cycles|instructions|cpu-cycles|ref-cycles)(?:$|[/:_-])/.test(event) ||
    event === 'cpu'
  );
}
