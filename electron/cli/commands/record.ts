import path from 'node:path';
import { isInputError } from '@core/api/errors';
import { formatCount } from '@core/base/format';
import { targetKind } from '@core/base/target';
import { recordUrl } from '../../engine/url/record';
import { CliFailure, EXIT, usage, type CliIo, type ExitCode } from '../io';
import { LOOK_OPTIONS, lookPlanOf } from '../look-plan';
import { parseOptions } from '../options';
import { processRecordText, recordText } from '../print/record';
import { errorLine } from '../session';
import { printable } from '../terminal';
import { momentsOf, SERIES_OPTIONS, urlPlanOf } from '../url';

const LONGEST_MOMENTS = 1_000_000;

/** `sampler`: its binary, for processes; in a bundle the one beside it. */
export async function record(args: readonly string[], io: CliIo, sampler?: string): Promise<ExitCode> {
  const parsed = parseOptions('record', args, {
    ...SERIES_OPTIONS,
    output: { type: 'string', short: 'o' },
    profiles: { type: 'string' },
    ...LOOK_OPTIONS,
  });
  const [target, second] = parsed.files;
  if (target === undefined) throw usage('record needs a PID or a URL; see `parkscope help record`');
  if (second !== undefined) throw usage(`record takes one PID or URL, and ${JSON.stringify(second)} is a second one`);
  const output = parsed.text('output');
  if (output === null) throw usage('record needs a folder to write into: -o DIR');
  if (targetKind(target) === 'process') {
    const { recordProcess } = await import('../recorded');
    const folder = path.resolve(io.places.cwd, output);
    const look = lookPlanOf(parsed, io);
    const plan = { ...momentsOf(parsed, '1s', '30s'), ...(look === null ? {} : { look }) };
    const report = await recordProcess(Number(target), folder, plan, io, sampler);
    await io.out(processRecordText(report));
    return EXIT.fine;
  }
  if (parsed.flag('prove')) throw usage('--prove reads the memory of a process: name one by its pid');
  if (targetKind(target) !== 'url')
    throw usage(`${JSON.stringify(target)} is neither a PID nor a URL; use http://HOST:PORT/debug/pprof/`);
  const profiles = (parsed.text('profiles') ?? 'goroutine,heap').split(',').map((name) => name.trim());
  const strange = profiles.find((name) => !/^[\w.-]{1,60}$/.test(name));
  if (strange !== undefined)
    throw usage(`--profiles names ${JSON.stringify(strange)}; use names such as goroutine,heap`);

  const plan = urlPlanOf(parsed, profiles, '1s', '30s', LONGEST_MOMENTS);
  const stop = new AbortController();
  const unsubscribe = io.onInterrupt?.(() => stop.abort());
  const folder = path.resolve(io.places.cwd, output);
  const started = io.now();
  const result = await recordUrl(target, folder, plan, {
    signal: stop.signal,
    onMoment({ moment, moments, files, away }) {
      if (!io.showProgress) return;
      const state = away ? ', the program does not answer' : '';
      io.err(`\r\u001b[KMoment ${formatCount(moment)} of ${formatCount(moments)}, ${formatCount(files)} files${state}`);
    },
  });
  unsubscribe?.();
  if (io.showProgress) io.err('\r\u001b[K');
  if (!result.ok) {
    const { error } = result;
    if (error.code === 'cancelled') throw new CliFailure(EXIT.input, 'stopped before anything was recorded');
    throw new CliFailure(isInputError(error.code) ? EXIT.input : EXIT.usage, errorLine(error));
  }
  for (const [profile, { count, error }] of result.value.missed)
    io.err(
      printable(`parkscope: ${profile} was missed ${count === 1 ? 'once' : `${count} times`}: ${errorLine(error)}`) +
        '\n',
    );
  await io.out(recordText(result.value, output, io.now() - started));
  return EXIT.fine;
}
