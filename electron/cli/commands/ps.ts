import { samplerPath, startSampler } from '../../sidecar/supervisor';
import { EXIT, usage, type CliIo, type ExitCode } from '../io';
import { outputFormat, parseOptions } from '../options';
import { psJson, psText } from '../print/ps';
import { samplerFailure } from '../process';

/** `sampler`: its binary; in a bundle the one beside it. */
export async function ps(
  args: readonly string[],
  io: CliIo,
  sampler: string = samplerPath(import.meta.url),
): Promise<ExitCode> {
  const parsed = parseOptions('ps', args, { all: { type: 'boolean' } });
  const format = outputFormat(parsed, 'ps');
  const [extra] = parsed.files;
  if (extra !== undefined) throw usage(`ps takes no file or pid, and ${JSON.stringify(extra)} is one`);
  const started = await startSampler(sampler);
  if (!started.ok) throw samplerFailure(started.error);
  const { hello, call, close } = started.value;
  const list = await call('list', {});
  await close();
  if (!list.ok) throw samplerFailure(list.error);
  const all = parsed.flag('all');
  await io.out(format === 'json' ? psJson(hello, list.value, all) : psText(list.value, all, io.style));
  return EXIT.fine;
}
