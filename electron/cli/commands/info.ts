import { EXIT, type CliIo, type ExitCode } from '../io';
import { oneFile, outputFormat, parseOptions } from '../options';
import { infoJson, infoListText, infoText } from '../print/info';
import { errorLine, openSession } from '../session';
import { URL_OPTIONS, urlPlanOf } from '../url';

export async function info(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseOptions('info', args, URL_OPTIONS);
  const format = outputFormat(parsed, 'info');
  const {
    capture,
    info: document,
    failed,
  } = await openSession([oneFile(parsed, 'info')], io, undefined, urlPlanOf(parsed, ['goroutine', 'heap'], '0s', '0s'));
  if (format === 'json') await io.out(infoJson(capture, document.captures));
  else if (document.captures.length > 1) await io.out(infoListText(document, io.style));
  else await io.out(infoText(capture, io.style));
  for (const { error } of failed) io.err(`parkscope: ${errorLine(error)}\n`);
  return failed.length > 0 ? EXIT.input : EXIT.fine;
}
