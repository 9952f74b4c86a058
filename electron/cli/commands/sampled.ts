import { NO_FILTER, type TopRow } from '@core/api/queries';
import { bytesSource } from '@core/base/source';
import { openFileSink } from '../../engine/file-sink';
import type { Calls } from '../../sidecar/messages';
import { startHelper } from '../../sidecar/helper';
import { samplerPath, startSampler } from '../../sidecar/supervisor';
import { EXIT, usage, type CliIo, type ExitCode } from '../io';
import { parseOptions } from '../options';
import { unwritable } from '../output';
import { topText } from '../print/top';
import { pidOf, samplerFailure } from '../process';
import { openSession } from '../session';
import { durationMs } from '../url';
import { allPages, sampleTypeOf } from './profiles';

const ROWS = 20;
const LONGEST_MS = 3_600_000;

/** Starts the sampler with rights. */
export type Helper = typeof startHelper;

/** What `cpu` and `wall` have of their own. */
export interface Sampling<N extends 'cpu' | 'wall'> {
  readonly name: N;
  /** Samples, or moments, in a second. */
  readonly hz: { readonly standard: number; readonly most: number; readonly unit: string };
  /** What a profile without a name is called: `CPU of process 4711`. */
  readonly title: string;
  /** While it is taken: `Sampling process 4711 for 10 s …`. */
  readonly doing: string;
  readonly told: (taken: Calls[N]['answer'], output: string | null, bytes: number, style: CliIo['style']) => string;
}

/**
 * A profile of a local process, taken for a time: written to a file or to standard output, else printed as the functions that have most.
 * Ctrl+C ends it with what was taken so far. `sampler`: its binary; in a bundle the one beside it. `helper`: what --admin starts.
 */
export async function sampled<N extends 'cpu' | 'wall'>(
  { name, hz, title, doing, told }: Sampling<N>,
  args: readonly string[],
  io: CliIo,
  sampler: string = samplerPath(import.meta.url),
  helper: Helper = startHelper,
): Promise<ExitCode> {
  const parsed = parseOptions(name, args, {
    for: { type: 'string' },
    hz: { type: 'string' },
    output: { type: 'string', short: 'o' },
    admin: { type: 'boolean' },
  });
  if (parsed.text('format') !== null)
    throw usage(`${name} has no --format: it writes pprof with -o, and a table without`);
  const [text, second] = parsed.files;
  if (text === undefined) throw usage(`${name} needs the pid of a process; \`parkscope ps\` lists them`);
  if (second !== undefined) throw usage(`${name} takes one pid, and ${JSON.stringify(second)} is a second one`);
  const pid = pidOf(text);
  if (pid === null) throw usage(`${name} needs the pid of a process, and ${JSON.stringify(text)} is none`);
  const lasts = durationMs('for', parsed.text('for') ?? '10s');
  if (lasts < 1 || lasts > LONGEST_MS) throw usage('--for is a time from 1ms to 1h');
  const given = parsed.text('hz') ?? String(hz.standard);
  const rate = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (rate < 1 || rate > hz.most)
    throw usage(`--hz is ${JSON.stringify(given)}; use 1 to ${hz.most} ${hz.unit} a second`);

  const started = await (parsed.flag('admin') ? helper(sampler) : startSampler(sampler));
  if (!started.ok) throw samplerFailure(started.error);
  const { call, close } = started.value;
  const unsubscribe = io.onInterrupt?.(() => void call('finish', { name, pid }));
  const params = { pid, durationMs: Math.round(lasts), hz: rate };
  if (io.showProgress) io.err(`${doing} process ${pid} for ${params.durationMs / 1_000} s; Ctrl+C ends it earlier …`);
  const taken = await call(name, params);
  unsubscribe?.();
  if (io.showProgress) io.err('\r\u001b[K');
  await close();
  if (!taken.ok) throw samplerFailure(taken.error);

  const bytes = Buffer.from(taken.value.profile, 'base64');
  const output = parsed.text('output');
  if (output === null) await printTop(`${title} of process ${pid}`, taken.value.samples, bytes, io);
  else if (output === '-') await io.outBytes(bytes);
  else await write(output, bytes);
  const line = told(taken.value, output, bytes.length, io.style);
  if (output === null || output === '-') io.err(line);
  else await io.out(line);
  return EXIT.fine;
}

async function write(output: string, bytes: Uint8Array): Promise<void> {
  try {
    const sink = await openFileSink(output);
    await sink.write(bytes);
    await sink.close();
  } catch (error) {
    throw unwritable(output, error);
  }
}

/** The functions that have most, as `parkscope top` prints them. */
async function printTop(title: string, samples: number, bytes: Uint8Array, io: CliIo): Promise<void> {
  if (samples === 0) return;
  const session = await openSession([bytesSource(title, bytes)], io);
  const rows: TopRow[] = [];
  const asked = { capture: 0, sampleType: sampleTypeOf(session.capture, null), filter: NO_FILTER } as const;
  const answer = await allPages(
    (offset, limit) =>
      session.ask('top', { ...asked, sort: 'flat', descending: true, offset, limit, runtimeFrames: false }),
    rows,
    ROWS,
  );
  const report = { inputs: session.info.captures, bases: [], unseen: 0, answer, rows };
  await io.out(topText(report, io.style));
}
