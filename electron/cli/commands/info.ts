import { EXIT, type CliIo, type ExitCode } from '../io';
import { oneFile, outputFormat, parseOptions } from '../options';
import { infoJson, infoText } from '../print/info';
import { openSession } from '../session';

export async function info(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseOptions('info', args, {});
  const format = outputFormat(parsed, 'info');
  const { capture } = await openSession([oneFile(parsed, 'info')], io);
  await io.out(format === 'json' ? infoJson(capture) : infoText(capture, io.style));
  return EXIT.fine;
}
