import { NO_FILTER } from '@core/api/queries';
import type { ByteSink } from '@core/base/sink';
import { dumpText } from '../../sidecar/dump-text';
import type { ProcessSnapshot } from '../../sidecar/snapshot';
import { EXIT, usage, type CliIo, type ExitCode } from '../io';
import { oneOf, parseOptions } from '../options';
import { sinkOf } from '../output';
import { snapshotJson } from '../print/snapshot';
import { snapshotWaits } from '../print/snapshot-waits';
import { pidOf, remarksOf, samplerFailure, snapshotOf, snapshotSource } from '../process';
import { openSession } from '../session';
import { writeGroups } from './goroutines';
import { printable } from '../terminal';

const FORMS = ['text', 'json', 'pprof'] as const;

/** `sampler`: its binary; in a bundle the one beside it. */
export async function snapshot(args: readonly string[], io: CliIo, sampler?: string): Promise<ExitCode> {
  const parsed = parseOptions('snapshot', args, {
    to: { type: 'string' },
    output: { type: 'string', short: 'o' },
    holders: { type: 'boolean' },
  });
  if (parsed.text('format') !== null) throw usage('snapshot has no --format; use --to text, json or pprof');
  const to = oneOf('to', parsed.text('to'), FORMS, 'text');
  const [text, second] = parsed.files;
  if (text === undefined) throw usage('snapshot needs the pid of a process; `parkscope ps` lists them');
  if (second !== undefined) throw usage(`snapshot takes one pid, and ${JSON.stringify(second)} is a second one`);
  const pid = pidOf(text);
  if (pid === null) throw usage(`snapshot needs the pid of a process, and ${JSON.stringify(text)} is none`);
  const taken = await snapshotOf(pid, sampler, parsed.flag('holders'));
  if (!('goroutines' in taken)) throw samplerFailure(taken);
  const output = parsed.text('output');
  const sink = await sinkOf(output ?? '-', io);
  if (to === 'pprof') await writeProfile(taken, io, sink);
  else if (to === 'json') await writeJson(taken, io, sink);
  else await writeText(dumpText(taken), sink);
  for (const remark of remarksOf(taken)) io.err(`parkscope: ${printable(remark)}\n`);
  return EXIT.fine;
}

async function writeText(pieces: Iterable<string>, sink: ByteSink): Promise<void> {
  try {
    for (const piece of pieces) await sink.write(Buffer.from(piece));
  } catch (error) {
    await sink.abort();
    throw error;
  }
  await sink.close();
}

/** `parkscope.goroutines/1`, as of a dump, and beside its groups what only memory tells: every goroutine, the channels they wait for. */
async function writeJson(taken: ProcessSnapshot, io: CliIo, sink: ByteSink): Promise<void> {
  const session = await openSession([snapshotSource(taken)], io);
  const write = (text: string): Promise<void> => sink.write(Buffer.from(text));
  try {
    await write('{\n');
    await writeGroups(session, 0, 'stack', NO_FILTER, Infinity, write, snapshotWaits(taken));
    await write(',\n');
    for (const piece of snapshotJson(taken)) await write(piece);
    await write('\n}\n');
  } catch (error) {
    await sink.abort();
    throw error;
  }
  await sink.close();
}

/** Through the model, as `convert` does with a dump. */
async function writeProfile(taken: ProcessSnapshot, io: CliIo, sink: ByteSink): Promise<void> {
  const session = await openSession([snapshotSource(taken)], io);
  await session.export({ capture: 0, sampleType: null, filter: NO_FILTER, runtimeFrames: false, to: 'pprof' }, sink);
}
