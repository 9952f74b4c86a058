import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isInputError, type EngineError } from '@core/api/errors';
import { EXPORT_FORMATS, type ExportFormat } from '@core/api/export';
import { NO_FILTER } from '@core/api/queries';
import type { Result } from '@core/base/result';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import { inlinePool } from '@core/formats/pool';
import type { Capture } from '@core/model/tables';
import { Engine } from '@core/query/engine';
import { piecesDiffer } from './pieces';

const MIB = 1 << 20;

/** One for all cases, as hosts have one for all files: what a damaged trace leaves behind in its decoder would show in the next. */
const pool = inlinePool();

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

interface Judging {
  /** The bytes are the beginning of a good file. */
  readonly cutOnly: boolean;
  /** Multiplies the time allowed. */
  readonly patience?: number;
  /** False: opening it is all; a third of the time. */
  readonly questions?: boolean;
}

/** Null, or what is wrong with how the bytes were taken. */
export async function judge(
  bytes: Uint8Array,
  { cutOnly, patience = 1, questions = true }: Judging,
): Promise<string | null> {
  const before = memory();
  const started = performance.now();
  const opened = await openSource(bytesSource('x', bytes), { pool });
  const took = performance.now() - started;
  if (took > patience * timeLimit(bytes.length)) return `took ${Math.round(took)} ms for ${bytes.length} bytes`;
  const most = bytes.length * 20 + 64 * MIB;
  let grown = grownSince(before);
  if (grown > most) {
    // What waits to be collected is not held.
    collect();
    grown = grownSince(before);
  }
  if (grown > most) return `took ${Math.round(grown / MIB)} MiB for ${bytes.length} bytes`;
  if (!opened.ok) {
    const { code, message } = opened.error;
    return isInputError(code) && message !== '' ? null : `answered ${code}: ${message}`;
  }
  if (opened.value.length === 0) return 'answered no capture and no error';
  for (const capture of opened.value) {
    const wrong = wrongNumbers(capture);
    if (wrong !== null) return wrong;
  }
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (cutOnly && isPacked && opened.value.every(({ notes }) => notes.length === 0))
    return 'a cut gzip was called complete';
  const differs = await piecesDiffer(bytes, pool);
  return differs === null && questions ? ask(bytes) : differs;
}

interface Memory {
  readonly heap: number;
  readonly external: number;
}

/** What process.memoryUsage() says too, which takes as long as a small case because it asks the system. */
function memory(): Memory {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return { heap, external };
}

function grownSince(before: Memory): number {
  const after = memory();
  return after.external - before.external + Math.max(0, after.heap - before.heap);
}

/** 1 s per 100 KB, as promised; small inputs get a second because of the machine's own pauses. */
function timeLimit(length: number): number {
  return Math.max(1000, (length / 100_000) * 1000);
}

function wrongNumbers({ samples, goroutines }: Capture): string | null {
  for (const [i, column] of samples.values.entries()) {
    const row = column.findIndex((value) => !Number.isFinite(value));
    if (row >= 0) return `sample ${row} has ${column[row]} as ${samples.types[i].type}`;
  }
  if (goroutines !== null && !Number.isSafeInteger(goroutines.total)) return `${goroutines.total} goroutines`;
  return null;
}

/** Every question that a window asks of a document when it opens it. */
async function ask(bytes: Uint8Array): Promise<string | null> {
  const engine = new Engine({ now: () => performance.now() });
  const opened = await engine.open({ doc: 'd', inputs: [bytesSource('x', bytes)] });
  if (!opened.ok) return `opened, then did not: ${opened.error.message}: ${opened.error.reason}`;
  const answers: Result<unknown, EngineError>[] = [await engine.query('findings', { doc: 'd' })];
  const page = { offset: 0, limit: 50 };
  for (const { index, sampleTypes, counts } of opened.value.captures.slice(0, 3)) {
    const capture = { doc: 'd', capture: index };
    if (counts.goroutines !== null) {
      const sorted = { sort: 'count', descending: true } as const;
      answers.push(
        await engine.query('goroutineGroups', { ...capture, ...page, groupBy: 'site', filter: NO_FILTER, ...sorted }),
      );
    }
    if (sampleTypes.length === 0) continue;
    const profile = { ...capture, sampleType: 0, filter: NO_FILTER };
    answers.push(await engine.query('top', { ...profile, ...page, sort: 'cum', descending: true }));
    answers.push(await engine.query('flame', { ...profile, zoom: null, width: 800, minPx: 1, search: '' }));
  }
  const [first] = opened.value.captures;
  // Larger inputs export no otherwise and take their time.
  if (first !== undefined && first.sampleTypes.length > 0 && bytes.length <= LARGEST_EXPORTED) {
    for (const to of EXPORT_FORMATS) {
      const wrong = await exportAs(engine, to);
      if (wrong !== null) return `export as ${to}: ${wrong}`;
    }
  }
  for (const answer of answers) if (!answer.ok) return `${answer.error.message}: ${answer.error.reason}`;
  return null;
}

/** Inputs that are exported, bytes. */
const LARGEST_EXPORTED = 32 * 1024;
/** A deep tree with a value on every level is a file of its depth squared; that much is enough to judge by. */
const LARGEST_EXPORT = 8 * MIB;

/** The first capture in another format: written without a defect, and read again as what it is. */
async function exportAs(engine: Engine, to: ExportFormat): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const nothing = (): Promise<void> => Promise.resolve();
  const result = await engine.export(
    { doc: 'd', capture: 0, sampleType: null, filter: NO_FILTER, to },
    {
      write(bytes) {
        chunks.push(bytes);
        size += bytes.length;
        return size > LARGEST_EXPORT ? Promise.reject(new Error('large')) : Promise.resolve();
      },
      close: nothing,
      abort: nothing,
    },
  );
  if (!result.ok) return result.error.reason === 'large' ? null : `${result.error.message}: ${result.error.reason}`;
  if (result.value.entries === 0) return null;
  const again = await openSource(bytesSource('y', new Uint8Array(Buffer.concat(chunks))));
  // Names of damaged functions may look like anything in text without a mark, and a whole dump in a name is a dump in a JSON string.
  if (again.ok || to === 'collapsed' || again.error.message.includes('goroutine')) return null;
  return `does not read what it wrote: ${again.error.message}: ${again.error.reason}`;
}
