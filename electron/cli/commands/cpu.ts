import { NO_FILTER, type TopRow } from '@core/api/queries';
import { bytesSource } from '@core/base/source';
import { openFileSink } from '../../engine/file-sink';
import type { CpuAnswer } from '../../sidecar/messages';
import { samplerPath, startSampler } from '../../sidecar/supervisor';
import { CliFailure, EXIT, usage, type CliIo, type ExitCode } from '../io';
import { parseOptions } from '../options';
import { cpuText } from '../print/cpu';
import { topText } from '../print/top';
import { pidOf, samplerFailure } from '../process';
import { openSession } from '../session';
import { durationMs } from '../url';
import { allPages, sampleTypeOf } from './profiles';

const ROWS = 20;
const LONGEST_MS = 3_600_000;

/** `sampler`: its binary; in a bundle the one beside it. */
export async function cpu(
  args: readonly string[],
  io: CliIo,
  sampler: string = samplerPath(import.meta.url),
): Promise<ExitCode> {
  const options = { for: { type: 'string' }, hz: { type: 'string' }, output: { type: 'string', short: 'o' } } as const;
  const parsed = parseOptions('cpu', args, options);
  if (parsed.text('format') !== null) throw usage('cpu has no --format: it writes pprof with -o, and a table without');
  const [text, second] = parsed.files;
  if (text === undefined) throw usage('cpu needs the pid of a process; `parkscope ps` lists them');
  if (second !== undefined) throw usage(`cpu takes one pid, and ${JSON.stringify(second)} is a second one`);
  const pid = pidOf(text);
  if (pid === null) throw usage(`cpu needs the pid of a process, and ${JSON.stringify(text)} is none`);
  const lasts = durationMs('for', parsed.text('for') ?? '10s');
  if (lasts < 1 || lasts > LONGEST_MS) throw usage('--for is a time from 1ms to 1h');
  const hz = hzOf(parsed.text('hz') ?? '99');
  const taken = await take({ pid, durationMs: Math.round(lasts), hz }, io, sampler);
  const bytes = Buffer.from(taken.profile, 'base64');
  const output = parsed.text('output');
  if (output === null) await printTop(taken, bytes, io);
  else if (output === '-') await io.outBytes(bytes);
  else await write(output, bytes);
  const told = cpuText(taken, output, bytes.length, io.style);
  if (output === null || output === '-') io.err(told);
  else await io.out(told);
  return EXIT.fine;
}

function hzOf(text: string): number {
  const hz = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (hz < 1 || hz > 1_000) throw usage(`--hz is ${JSON.stringify(text)}; use 1 to 1000 samples a second`);
  return hz;
}

async function take(
  params: { readonly pid: number; readonly durationMs: number; readonly hz: number },
  io: CliIo,
  sampler: string,
): Promise<CpuAnswer> {
  const started = await startSampler(sampler);
  if (!started.ok) throw samplerFailure(started.error);
  const { call, close } = started.value;
  const stop = new AbortController();
  const unsubscribe = io.onInterrupt?.(() => stop.abort());
  if (io.showProgress) io.err(`Sampling process ${params.pid} for ${params.durationMs / 1_000} s …`);
  const taken = await call('cpu', params, stop.signal);
  unsubscribe?.();
  if (io.showProgress) io.err('\r\u001b[K');
  await close();
  if (taken.ok) return taken.value;
  if (taken.error.code === 'cancelled') throw new CliFailure(EXIT.input, 'stopped: no profile was written');
  throw samplerFailure(taken.error);
}

async function write(output: string, bytes: Uint8Array): Promise<void> {
  try {
    const sink = await openFileSink(output);
    await sink.write(bytes);
    await sink.close();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliFailure(EXIT.usage, `${output} cannot be written: ${why}`);
  }
}

/** The functions that used most, as `parkscope top` prints them. */
async function printTop({ pid, samples }: CpuAnswer, bytes: Uint8Array, io: CliIo): Promise<void> {
  if (samples === 0) return;
  const session = await openSession([bytesSource(`CPU of process ${pid}`, bytes)], io);
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
