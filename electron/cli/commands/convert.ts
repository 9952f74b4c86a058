import { EXPORT_FORMATS, type ExportAnswer } from '@core/api/export';
import type { FlamePictureParams } from '@core/api/picture';
import type { FlameParams } from '@core/api/queries';
import { EXIT, usage, type CliIo, type ExitCode } from '../io';
import { oneOf, parseOptions, type Parsed } from '../options';
import { refuseSame, sinkOf } from '../output';
import { convertText, type ConvertFormat } from '../print/convert';
import { openSession, type Session } from '../session';
import { FILTER_OPTIONS, filterOf } from './filter';
import { sampleTypeOf } from './profiles';

/** Formats by how the output is called. `.json` alone may be two of them. */
const FORMATS = [...EXPORT_FORMATS, 'csv', 'svg'] as const;
const EXTENSIONS: readonly (readonly [RegExp, ConvertFormat])[] = [
  [/\.csv$/i, 'csv'],
  [/\.svg$/i, 'svg'],
  [/\.(?:pb|pb\.gz|pprof|prof)$/i, 'pprof'],
  [/\.(?:folded|collapsed|txt)$/i, 'collapsed'],
  [/speedscope\.json$/i, 'speedscope'],
  [/(?:trace|chrome|perfetto)\.json$/i, 'chrome'],
];

export async function convert(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseOptions('convert', args, {
    ...FILTER_OPTIONS,
    to: { type: 'string' },
    sample: { type: 'string' },
    capture: { type: 'string' },
    anonymise: { type: 'boolean' },
    'runtime-frames': { type: 'boolean' },
  });
  const [input, output, third] = parsed.files;
  if (input === undefined || output === undefined)
    throw usage(
      'convert needs a file to read and one to write (- for standard input or output); see `parkscope help convert`',
    );
  if (third !== undefined) throw usage(`convert takes two files, and ${JSON.stringify(third)} is a third one`);
  const to = formatOf(parsed.text('to'), output);
  const filter = filterOf(parsed);
  await refuseSame(input, output);
  const session = await openSession([input], io);
  const capture = captureOf(parsed, session);
  const sample = parsed.text('sample');
  const sampleType = sample === null ? null : sampleTypeOf(capture, sample);
  const sink = await sinkOf(output, io);
  const anonymise = parsed.flag('anonymise');
  const own = { capture: capture.index, filter, runtimeFrames: parsed.flag('runtime-frames') };
  const top = { sampleType: sampleType ?? capture.defaultSampleType, sort: 'flat', descending: true } as const;
  const answer = await write();
  await tell(io, output, to, session, capture.index, answer);
  return EXIT.fine;

  function write(): Promise<ExportAnswer> {
    if (to === 'csv')
      return session.export({ to, table: { question: 'top', params: { ...own, ...top } }, anonymise }, sink);
    if (to === 'svg')
      return session.export(flamePicture(capture, { ...own, sampleType: top.sampleType }, filterText(parsed)), sink);
    return session.export({ ...own, sampleType, to, anonymise }, sink);
  }
}

function formatOf(wanted: string | null, output: string): ConvertFormat {
  if (wanted !== null) return oneOf('to', wanted, FORMATS, 'pprof');
  const found = EXTENSIONS.find(([pattern]) => pattern.test(output));
  if (found !== undefined) return found[1];
  const why =
    output === '-'
      ? 'standard output has no name to tell the format'
      : `${JSON.stringify(output)} does not tell the format`;
  throw usage(`${why}; add --to ${FORMATS.join(', --to ')}`);
}

/** px: what a browser shows without scrolling, and a page of a document holds. */
const PICTURE_WIDTH = 1600;

function flamePicture(
  { name, sampleTypes }: Session['capture'],
  own: Pick<FlameParams, 'capture' | 'filter' | 'runtimeFrames' | 'sampleType'>,
  filter: string,
): Omit<FlamePictureParams, 'doc'> {
  const question = { ...own, zoom: null, search: '' };
  return {
    to: 'svg',
    flames: [{ question, grows: 'up', caption: '' }],
    width: PICTURE_WIDTH,
    title: [name, sampleTypes[own.sampleType]?.type.replaceAll('_', ' ') ?? ''].join(', '),
    lines: filter === '' ? [] : [`only ${filter}`],
    theme: null,
    colouring: 'package',
    packages: [],
    words: null,
  };
}

/** The filter as it was given: `--focus render --tag a=b`. */
function filterText(parsed: Parsed): string {
  const lists = (['focus', 'ignore', 'tag', 'tagfocus', 'tagignore'] as const).flatMap((name) =>
    parsed.texts(name).map((value) => `--${name} ${value}`),
  );
  const text = parsed.text('text');
  return [...lists, ...(text === null ? [] : [`--text ${text}`])].join(' ');
}

/** The capture to write: `--capture`, counted from 1, else the first. */
function captureOf(parsed: Parsed, { info }: Session): Session['capture'] {
  const text = parsed.text('capture') ?? '1';
  const capture = /^\d{1,9}$/.test(text) ? info.captures[Number(text) - 1] : undefined;
  if (capture !== undefined) return capture;
  const names = info.captures.map(({ name }, i) => `${i + 1} ${name}`);
  const few = names.length > 10 ? [...names.slice(0, 10), `… ${names.length}`] : names;
  throw usage(`--capture is ${JSON.stringify(text)}; there are ${few.join(', ')}`);
}

/** What was written, on standard error where standard output has the bytes. */
async function tell(
  io: CliIo,
  output: string,
  to: ConvertFormat,
  { info }: Session,
  index: number,
  answer: ExportAnswer,
): Promise<void> {
  const text = convertText(output === '-' ? 'standard output' : output, to, info, index, answer, io.style);
  if (output === '-') io.err(text);
  else await io.out(text);
}
