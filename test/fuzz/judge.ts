import { isInputError, type EngineError } from '@core/api/errors';
import { NO_FILTER } from '@core/api/queries';
import type { Result } from '@core/base/result';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import type { Capture } from '@core/model/tables';
import { Engine } from '@core/query/engine';

const MIB = 1 << 20;

interface Judging {
  /** The bytes are the beginning of a good file. */
  readonly cutOnly: boolean;
  /** Multiplies the time allowed. */
  readonly patience?: number;
}

/** Null, or what is wrong with how the bytes were taken. */
export async function judge(bytes: Uint8Array, { cutOnly, patience = 1 }: Judging): Promise<string | null> {
  const before = process.memoryUsage();
  const started = performance.now();
  const opened = await openSource(bytesSource('x', bytes));
  const took = performance.now() - started;
  if (took > patience * timeLimit(bytes.length)) return `took ${Math.round(took)} ms for ${bytes.length} bytes`;
  const after = process.memoryUsage();
  const grown = after.arrayBuffers - before.arrayBuffers + Math.max(0, after.heapUsed - before.heapUsed);
  if (grown > bytes.length * 20 + 64 * MIB) return `took ${Math.round(grown / MIB)} MiB for ${bytes.length} bytes`;
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
  return ask(bytes);
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
  for (const answer of answers) if (!answer.ok) return `${answer.error.message}: ${answer.error.reason}`;
  return null;
}
