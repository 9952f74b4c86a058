import { samplerPath, startSampler } from '../../sidecar/supervisor';
import type { SidecarError } from '../../sidecar/errors';
import { CliFailure, EXIT, usage, type CliIo, type ExitCode } from '../io';
import { outputFormat, parseOptions } from '../options';
import { psJson, psText } from '../print/ps';
import { printable } from '../terminal';

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
  if (!started.ok) throw failureOf(started.error);
  const { hello, call, close } = started.value;
  const list = await call('list', {});
  await close();
  if (!list.ok) throw failureOf(list.error);
  const all = parsed.flag('all');
  await io.out(format === 'json' ? psJson(hello, list.value, all) : psText(list.value, all, io.style));
  return EXIT.fine;
}

/** What, what to do, and what was said, as one line. */
function failureOf({ code, message, hint, detail }: SidecarError): CliFailure {
  // That the file is missing says all.
  const said = detail === '' || code === 'missing' ? '' : `Detail: ${detail}`;
  const sentences = [message, hint, said]
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => sentence !== '')
    .map((sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`));
  return new CliFailure(EXIT.input, printable(sentences.join(' ')));
}
