import type { ProcessRow } from '@core/api/live';
import { formatCount, formatNanoseconds } from '@core/base/format';
import { msg, t } from '../../i18n/t';

/** The same process as long as it runs: ids are used again. */
export function processKey({ pid, startMs }: Pick<ProcessRow, 'pid' | 'startMs'>): string {
  return `${pid} ${startMs}`;
}

export interface ProcessFilter {
  readonly text: string;
  readonly goOnly: boolean;
  readonly mineOnly: boolean;
}

/** Rows that have every word of the search in their id, name, module, command line, user, container or ports (`8080`, `:8080`). */
export function matching(
  rows: readonly ProcessRow[],
  { text, goOnly, mineOnly }: ProcessFilter,
): readonly ProcessRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (mineOnly && !row.mine) return false;
    // What may be one is not hidden: the system does not let us look.
    if (goOnly && row.go === null && row.goUnknown === '') return false;
    if (words.length === 0) return true;
    const { pid, name, go, command, user, container, ports } = row;
    const hay = [
      String(pid),
      name,
      go?.module ?? '',
      command,
      user,
      container ?? '',
      ...ports.map((port) => `:${port}`),
    ]
      .join('\n')
      .toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

export const PROCESS_SORTS = ['pid', 'name', 'go', 'module', 'readable', 'goroutines', 'cpu', 'rss'] as const;
export type ProcessSort = (typeof PROCESS_SORTS)[number];

/** In the order of a column; equal ones by id, newest first, so that nothing moves without a reason. */
export function inOrder(rows: readonly ProcessRow[], by: ProcessSort, descending: boolean): readonly ProcessRow[] {
  const sign = descending ? -1 : 1;
  const readable = { none: 0, most: 1, all: 2 } as const;
  const compare = (a: ProcessRow, b: ProcessRow): number => {
    switch (by) {
      case 'pid':
        return a.pid - b.pid;
      case 'name':
        return a.name.localeCompare(b.name);
      case 'go':
        return versionOf(a).localeCompare(versionOf(b), 'en', { numeric: true });
      case 'module':
        return (a.go?.module ?? '').localeCompare(b.go?.module ?? '');
      case 'readable':
        return readable[a.readable] - readable[b.readable];
      case 'goroutines':
        return (a.goroutines ?? -1) - (b.goroutines ?? -1);
      case 'cpu':
        return (a.cpuPercent ?? -1) - (b.cpuPercent ?? -1);
      case 'rss':
        return a.rssBytes - b.rssBytes;
    }
  };
  return [...rows].sort((a, b) => sign * compare(a, b) || b.pid - a.pid);
}

/** `1.27.1`; `` where it is not Go or does not say. */
export function versionOf({ go }: ProcessRow): string {
  return go === null ? '' : go.version.replace(/^go(?=\d)/, '');
}

/** The last element of a module path, with what it is under as `…/`. */
export function moduleParts(module: string): { readonly before: string; readonly last: string } {
  const at = module.lastIndexOf('/');
  // `example.com/tool/v2` is told by its tool.
  const from = /\/v\d+$/.test(module) ? module.lastIndexOf('/', at - 1) : at;
  return from < 0 ? { before: '', last: module } : { before: '…/', last: module.slice(from + 1) };
}

/** Commit as a row shows it: seven digits, `+` for changes that were not committed. */
export function commitText({ revision, dirty }: NonNullable<ProcessRow['go']>): string {
  return revision === '' ? '' : `${revision.slice(0, 7)}${dirty ? ' +' : ''}`;
}

/** What is tried of a process, as people know it. Features that nothing in the window needs are left out. */
export interface Readable {
  readonly text: string;
  readonly available: boolean;
  readonly why: string;
  readonly command: string | null;
}
const WORDS: Readonly<Record<string, readonly string[]>> = {
  memory: [msg('Goroutines with stacks'), msg('Wait reasons, channels, locks'), msg('Heap, GC and scheduler counters')],
  perf: [msg('CPU profile')],
};

export function readableParts(row: ProcessRow): readonly Readable[] {
  return row.features.flatMap(({ name, available, why, command }) => {
    const texts = WORDS[name] ?? [];
    // What one right is missing for is said once.
    if (!available && texts.length > 1) return [{ text: texts.join('; '), available, why, command }];
    return texts.map((text) => ({ text, available, why, command }));
  });
}

/** Why a process cannot be attached to: `Linux does not let you read process 30551` and the command that would allow it; null = it can. */
export function refusal(row: ProcessRow): Readable | null {
  if (row.go === null) {
    const why =
      row.goUnknown === ''
        ? t('{row} is not a Go program.', { row: row.name })
        : t('It is not known whether {row} is a Go program: {goUnknown}', {
            row: row.name,
            // The sampler says it of a process without a name.
            goUnknown: row.goUnknown.replace(/^whether it is a Go program is not known: /, ''),
          });
    const command = row.features.find((feature) => feature.name === 'memory')?.command ?? null;
    return { text: '', available: false, why, command };
  }
  return readableParts(row).find((part) => !part.available && part.text.startsWith('Goroutines')) ?? null;
}

/** Above why it cannot be attached to. */
export function refusalTitle({ go, goUnknown, pid }: ProcessRow, { why }: Readable): string {
  if (go === null && goUnknown === '') return t('Not a Go program');
  // It is none that we know, whatever Linux allows.
  if (why.startsWith('it is a 32-bit program')) return t('Process {pid} cannot be read', { pid });
  return t('Linux does not let you read process {pid}', { pid });
}

/** `user dev, up 2 h 06 min, 14 threads, no container`. */
export function factsText(row: ProcessRow, nowMs: number): string {
  const up = formatNanoseconds(Math.max(1, Math.round((nowMs - row.startMs) / 1000)) * 1e9).replace(/\.\d+(?=\D)/, '');
  return [
    t('user {user}', { user: row.user }),
    t('up {up}', { up }),
    `${formatCount(row.threads)} ${row.threads === 1 ? 'thread' : 'threads'}`,
    ...(row.ports.length === 0
      ? []
      : [t('listens on {ports}', { ports: row.ports.map((port) => `:${port}`).join(' ') })]),
    row.container === null ? t('no container') : t('container {container}', { container: row.container }),
  ].join(', ');
}

/** What a process was like at each look, oldest first. */
export interface Look {
  readonly atMs: number;
  readonly goroutines: number | null;
  readonly rssBytes: number;
  readonly cpuPercent: number | null;
}
export const HISTORY_MS = 30_000;

/** Adds a look to what is known of each process; what is older than half a minute, and who is gone, is dropped. */
export function remember(
  known: ReadonlyMap<string, readonly Look[]>,
  rows: readonly ProcessRow[],
  atMs: number,
): ReadonlyMap<string, readonly Look[]> {
  return new Map(
    rows.map((row) => {
      const key = processKey(row);
      const { goroutines, rssBytes, cpuPercent } = row;
      const before = (known.get(key) ?? []).filter((look) => look.atMs > atMs - HISTORY_MS - 500 && look.atMs < atMs);
      return [key, [...before, { atMs, goroutines, rssBytes, cpuPercent }]];
    }),
  );
}
