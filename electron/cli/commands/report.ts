import { readFile } from 'node:fs/promises';
import { formatFileSize } from '@core/base/format';
import { EXIT, usage, type CliIo, type ExitCode } from '../io';
import { oneOf, parseOptions, type Parsed } from '../options';
import { refuseSame, sinkOf } from '../output';
import { counted } from '../print/names';
import { openSession } from '../session';
import { paint, printable, proseWidth, wrap } from '../terminal';
import { FILTER_OPTIONS, filterOf } from './filter';

/** Views that files can be shown in (renderer/views/registry.ts). */
const VIEWS = [
  ...(['findings', 'goroutines', 'waiters', 'flame', 'top', 'source', 'heap', 'trace'] as const),
  ...(['metrics', 'compare'] as const),
];

/** The page of the report beside the bundle in dist/cli/. */
const besideBundle = (): Promise<string> => readFile(new URL('../report/page.html', import.meta.url), 'utf8');

export async function report(args: readonly string[], io: CliIo, page = besideBundle): Promise<ExitCode> {
  const parsed = parseOptions('report', args, {
    ...FILTER_OPTIONS,
    output: { type: 'string', short: 'o' },
    title: { type: 'string' },
    anonymise: { type: 'boolean' },
    only: { type: 'boolean' },
    view: { type: 'string' },
  });
  const output = parsed.text('output');
  if (parsed.files.length === 0 || output === null)
    throw usage('report needs files to read, and -o with one to write; see `parkscope help report`');
  for (const file of parsed.files) await refuseSame(file, output);
  const session = await openSession(
    ...([parsed.files, io, undefined, undefined, undefined, undefined, undefined] as const),
    page,
  );
  const anonymise = parsed.flag('anonymise');
  const title = parsed.text('title') ?? (anonymise ? 'Report' : session.info.title);
  // A profile alone is judged by few rules.
  const alone = session.info.captures.every(({ format, counts }) => format === 'pprof' && counts.goroutines === null);
  const view = oneOf('view', parsed.text('view'), VIEWS, alone ? 'flame' : 'findings');
  // A filter tells names, and what it leaves out must not be in the file.
  const only = parsed.flag('only') || anonymise ? filterOf(parsed) : null;
  const state = { view, filter: anonymise ? '' : flagsOf(parsed) };
  const sink = await sinkOf(output, io);
  const { bytes, entries, notes } = await session.export({ to: 'html', title, state, only, anonymise }, sink);
  const name = output === '-' ? 'standard output' : output;
  const lines = [
    `${printable(name)}: report, ${counted(entries, 'input')}, ${formatFileSize(bytes).replace('\u00a0', ' ')}`,
    ...notes.flatMap((note) => wrap('note: ', printable(note), proseWidth(io.style))),
  ].map((line, at) => (at === 0 ? line : paint(io.style, 'yellow', line)));
  const text = `${lines.join('\n')}\n`;
  if (output === '-') io.err(text);
  else await io.out(text);
  return EXIT.fine;
}

/** The filter in the words that the window's filter bar reads. */
function flagsOf(parsed: Parsed): string {
  const many = ['focus', 'ignore', 'tag', 'tagfocus', 'tagignore'].flatMap((flag) =>
    parsed.texts(flag).map((value) => [flag, value] as const),
  );
  const text = parsed.text('text');
  const all = text === null ? many : [...many, ['text', text] as const];
  return all.map(([flag, value]) => `--${flag} '${value.replaceAll("'", `'\\''`)}'`).join(' ');
}
