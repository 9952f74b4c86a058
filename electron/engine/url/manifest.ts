import fs from 'node:fs/promises';
import path from 'node:path';
import type { Taken } from '@core/base/source';

/** The list of what a recording holds: hidden, so that a folder of captures is a folder of captures. One JSON object a line. */
export const MANIFEST = '.parkscope-recording.jsonl';
const SCHEMA = 'parkscope.recording/1';

/** First line. */
interface Head {
  readonly schema: typeof SCHEMA;
  /** Without user, password and values of parameters that could be secrets. */
  readonly url: string;
}

/** A file that is whole. */
export interface FileEntry {
  readonly file: string;
  /** From 1, over all runs into this folder. */
  readonly moment: number;
  readonly profile: string;
  /** Moment of capture, ms since the epoch. */
  readonly atMs: number;
  readonly bytes: number;
  readonly remarks: readonly string[];
}

/**
 * What happened between files. `run` recording began (again) · `stop` it ended · `gap` the target gave no answer from `atMs` to `toMs` ·
 * `restart` it is another process than before · `late` so many moments were passed over, because one took longer than the step.
 */
export interface EventEntry {
  readonly event: 'run' | 'stop' | 'gap' | 'restart' | 'late';
  readonly atMs: number;
  readonly toMs?: number;
  readonly count?: number;
  readonly why: string;
}

export type Entry = FileEntry | EventEntry;

export interface Manifest {
  readonly url: string;
  readonly files: readonly FileEntry[];
  readonly events: readonly EventEntry[];
  /** Bytes of its whole lines: what follows was being written when the recorder was killed. */
  readonly wholeBytes: number;
  readonly tornBytes: number;
  /** Lines that are no entry. */
  readonly strange: number;
}

/** Larger lists than this are of nobody's making. */
const LARGEST = 256 << 20;

/** Null when the folder holds none, or what is called so is none. Rejects with the system's error when it cannot be read. */
export async function readManifest(folder: string): Promise<Manifest | null> {
  const file = path.join(folder, MANIFEST);
  let bytes: Buffer;
  try {
    const { size } = await fs.stat(file);
    if (size > LARGEST) return null;
    bytes = await fs.readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const [first, ...lines] = bytes.toString('utf8', 0, wholeBytes).split('\n');
  const head = parsed(first ?? '');
  if (!isHead(head)) return null;
  const files: FileEntry[] = [];
  const events: EventEntry[] = [];
  let strange = 0;
  for (const line of lines) {
    if (line === '') continue;
    const entry = parsed(line);
    if (isFile(entry)) files.push(entry);
    else if (isEvent(entry)) events.push(entry);
    else strange++;
  }
  return { url: head.url, files, events, wholeBytes, tornBytes: bytes.length - wholeBytes, strange };
}

/** What a folder's list says of its files, by name: their time, how they were taken, and which are the first of another process. */
export async function takenOf(folder: string): Promise<ReadonlyMap<string, Taken>> {
  const found = new Map<string, Taken>();
  const manifest = await readManifest(folder);
  if (manifest === null) return found;
  const restarts = manifest.events.filter(({ event }) => event === 'restart').sort((a, b) => a.atMs - b.atMs);
  let passed = 0;
  let why = '';
  let fresh = new Set<string>();
  for (const { file, profile, atMs, remarks } of [...manifest.files].sort(inOrder)) {
    for (; (restarts[passed]?.atMs ?? Infinity) <= atMs; passed++) {
      why = restarts[passed]?.why ?? '';
      fresh = new Set();
    }
    // The leak profile follows the goroutine profile of its moment, which is the first of the process.
    const first = why !== '' && profile !== 'goroutineleak' && !fresh.has(profile);
    fresh.add(profile);
    const note = first ? [`Of another process than the capture before: ${why}.`] : [];
    found.set(file, { atMs, remarks: [...remarks, ...note], ...(first ? { otherProcess: true } : {}) });
  }
  return found;
}

function inOrder(a: FileEntry, b: FileEntry): number {
  return a.moment - b.moment || a.atMs - b.atMs;
}

export function headLine(url: string): string {
  return `${JSON.stringify({ schema: SCHEMA, url } satisfies Head)}\n`;
}

export function entryLine(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`;
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // Counted by the caller as a strange line.
    return {};
  }
}

function isHead(value: object): value is Head {
  return 'schema' in value && value.schema === SCHEMA && 'url' in value && typeof value.url === 'string';
}

function isFile(value: object): value is FileEntry {
  return (
    ['file', 'profile'].every((key) => typeof Reflect.get(value, key) === 'string') &&
    ['moment', 'atMs', 'bytes'].every((key) => Number.isFinite(Reflect.get(value, key))) &&
    'remarks' in value &&
    Array.isArray(value.remarks) &&
    value.remarks.every((remark) => typeof remark === 'string')
  );
}

const EVENTS: readonly unknown[] = ['run', 'stop', 'gap', 'restart', 'late'];

function isEvent(value: object): value is EventEntry {
  return (
    'event' in value &&
    EVENTS.includes(value.event) &&
    Number.isFinite(Reflect.get(value, 'atMs')) &&
    typeof Reflect.get(value, 'why') === 'string'
  );
}
