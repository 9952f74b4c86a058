import { formatBytes, formatCount, formatNanoseconds } from '@core/base/format';
import type { Hello } from '../../sidecar/messages';
import type { GoBuild, LocalProcess, ProcessList } from '../../sidecar/processes';
import { paint, printable, proseWidth, table, wrap, type Column, type TerminalStyle } from '../terminal';
import { jsonText, jsonTime } from './json';

/** `parkscope.ps/1`. `unlisted` counts what `--all` would add; `unknown` may be Go programs, `notGo` are none. */
export function psJson({ os, arch }: Hello, list: ProcessList, all: boolean): string {
  const { shown, notGo, unknown } = choose(list, all);
  return jsonText('parkscope.ps/1', {
    ...{ os, arch, time: jsonTime(list.takenMs), notes: list.notes },
    unlisted: all ? { notGo: 0, unknown: 0 } : { notGo: notGo.length, unknown: unknown.length },
    processes: shown.map(({ startMs, ...process }) => ({ ...process, startTime: jsonTime(startMs) })),
  });
}

/** Below this width CPU time has no column, nor has the command: it stands for the module of programs that are not Go. */
const ROOM_FOR_COMMAND = 130;

export function psText(raw: ProcessList, all: boolean, style: TerminalStyle): string {
  const list = printable(raw);
  const { shown, notGo, unknown } = choose(list, all);
  const reasons = new Reasons();
  const narrow = style.width !== null && style.width < ROOM_FOR_COMMAND;
  const cells = shown.map((process) => ({ process, allowed: allowedText(process, reasons, narrow) }));
  const columns: (readonly [column: Column, cell: (row: (typeof cells)[number]) => string])[] = [
    [{ head: 'pid', align: 'right' }, ({ process }) => String(process.pid)],
    [{ head: 'user', align: 'left' }, ({ process }) => process.user],
    [{ head: 'Go', align: 'left' }, ({ process }) => goText(process)],
    [
      { head: 'module', align: 'left', shrink: true },
      ({ process }) => (narrow && process.go === null ? commandText(process) : moduleText(process)),
    ],
    [{ head: 'goroutines', align: 'right' }, ({ process }) => goroutinesText(process)],
    [{ head: 'threads', align: 'right' }, ({ process }) => String(process.threads)],
    [{ head: 'RSS', align: 'right' }, ({ process }) => plain(formatBytes(process.rssBytes))],
    [{ head: 'CPU', align: 'right' }, ({ process }) => percentText(process)],
    [{ head: 'CPU time', align: 'right' }, ({ process }) => plain(formatNanoseconds(process.cpuSeconds * 1e9))],
    [{ head: 'up', align: 'right' }, ({ process }) => upText(list.takenMs - process.startMs)],
    [{ head: 'allowed', align: 'left' }, ({ allowed }) => allowed],
    [{ head: 'container', align: 'left' }, ({ process }) => process.container?.slice(0, 12) ?? ''],
    [{ head: 'command', align: 'left', shrink: true }, ({ process }) => commandText(process)],
  ];
  const used = columns.filter(([{ head }, cell]) => {
    if (head === 'command' || head === 'CPU time') return !narrow;
    return head !== 'container' || cells.some((row) => cell(row) !== '');
  });
  const lines =
    shown.length === 0
      ? [paint(style, 'bold', 'No Go program runs here that may be seen.')]
      : table(
          style,
          used.map(([column]) => column),
          cells.map((row) => used.map(([, cell]) => cell(row))),
        );
  const rest = all ? '' : unlistedText(notGo.length, unknown, reasons);
  lines.push(...reasons.lines(style));
  if (rest !== '') lines.push(...wrap('… ', rest, proseWidth(style)).map((line) => paint(style, 'dim', line)));
  for (const note of list.notes) {
    lines.push(...wrap('note: ', note, proseWidth(style)).map((line) => paint(style, 'yellow', line)));
  }
  return `${lines.join('\n')}\n`;
}

function choose({ processes }: ProcessList, all: boolean) {
  return {
    shown: all ? processes : processes.filter(({ go }) => go !== null),
    notGo: processes.filter(({ go, goUnknown }) => go === null && goUnknown === null),
    unknown: processes.filter(({ goUnknown }) => goUnknown !== null),
  };
}

/** The same reason often holds for many processes: each is written once, below the table, under a number. */
class Reasons {
  readonly #numbers = new Map<string, { readonly number: number; readonly command: string | null }>();

  number(why: string, command: string | null): number {
    const known = this.#numbers.get(why);
    if (known !== undefined) return known.number;
    const number = this.#numbers.size + 1;
    this.#numbers.set(why, { number, command });
    return number;
  }

  lines(style: TerminalStyle): string[] {
    return [...this.#numbers].flatMap(([why, { number, command }]) => {
      const lead = `(${number}) `;
      const sentence = `${why}.${command === null ? '' : ' This allows it:'}`;
      // A command is copied: it stays on one line, however long.
      const copied = command === null ? [] : [`${' '.repeat(lead.length)}${command}`];
      return [...wrap(lead, sentence, proseWidth(style)).map((line) => paint(style, 'dim', line)), ...copied];
    });
  }
}

function unknownNumber({ goUnknown }: LocalProcess, reasons: Reasons): string {
  if (goUnknown === null) return '';
  return `(${reasons.number(goUnknown.message, goUnknown.hint === '' ? null : goUnknown.hint)})`;
}

/** Which features are there: `all`, `all but perf (1)`, `none (2)`; the numbers are those of the reasons below. */
function allowedText(process: LocalProcess, reasons: Reasons, short: boolean): string {
  const { features, goUnknown } = process;
  if (goUnknown !== null) return `? ${unknownNumber(process, reasons)}`;
  if (features.length === 0) return '–';
  const missing = features.filter(({ available }) => !available);
  if (missing.length === 0) return 'all';
  const numbered = missing.map(({ name, why, command }) => ({ name, number: reasons.number(why, command) }));
  const numbers = [...new Set(numbered.map(({ number }) => `(${number})`))].join(' ');
  if (missing.length === features.length) return `none ${numbers}`;
  if (short) return `some ${numbers}`;
  return `all but ${numbered.map(({ name, number }) => `${name} (${number})`).join(', ')}`;
}

function goroutinesText({ goroutines }: LocalProcess): string {
  return goroutines === null ? '–' : formatCount(goroutines);
}

function percentText({ cpuPercent }: LocalProcess): string {
  return cpuPercent === null ? '–' : `${cpuPercent.toFixed(1)}%`;
}

/** The clock may have been set since the process started. */
function upText(ms: number): string {
  return plain(formatNanoseconds(Math.max(0, ms) * 1e6));
}

function goText({ go, goUnknown }: LocalProcess): string {
  if (go !== null) return go.version;
  return goUnknown === null ? '–' : '?';
}

/** `example.com/ingest/cmd/ingest@9f86d081884c+dirty`: the main package, and what it was built from as far as known. */
function moduleText({ go, executableDeleted }: LocalProcess): string {
  if (go === null) return '–';
  // What `go run FILE` and `go build FILE` call the package says nothing.
  const name = ['', 'command-line-arguments'].includes(go.main) ? go.module : go.main;
  const deleted = executableDeleted ? ' (replaced since)' : '';
  return `${name === '' ? '?' : name}${sourceText(go)}${deleted}`;
}

function sourceText({ revision, moduleVersion, dirty }: GoBuild): string {
  if (revision !== '') return `@${revision.slice(0, 12)}${dirty === true ? '+dirty' : ''}`;
  return ['', '(devel)'].includes(moduleVersion) ? '' : `@${moduleVersion}`;
}

/** Threads of the kernel have no command line; `ps` writes them so, too. */
function commandText({ command, name }: LocalProcess): string {
  return command === '' ? `[${name}]` : command.replaceAll('\t', ' ');
}

/** What is left out is counted; what may be a Go program also says why nobody knows. */
function unlistedText(notGo: number, unknown: readonly LocalProcess[], reasons: Reasons): string {
  const numbers = new Set(unknown.map((process) => unknownNumber(process, reasons)));
  const parts = [
    ...(unknown.length > 0 ? [`${processes(unknown.length)} of unknown kind ${[...numbers].join(' ')}`] : []),
    ...(notGo > 0 ? [`${processes(notGo)} that ${notGo === 1 ? 'is' : 'are'} not Go`] : []),
  ];
  return parts.length === 0 ? '' : `not listed: ${parts.join(', ')} (--all lists them)`;
}

function processes(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'process' : 'processes'}`;
}

/** The no-break spaces between value and unit are for prose. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}
