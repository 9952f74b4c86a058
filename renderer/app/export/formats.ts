import type { FileFormat } from '@core/api/export';
import { msg } from '../../i18n/t';

export interface FormatWords {
  readonly format: FileFormat;
  /** English, for `t`, as is the next. */
  readonly title: string;
  /** What it is for, and what it holds. */
  readonly hint: string;
  readonly extension: string;
}

/** The formats in the order of the dialog. */
export const FORMATS: readonly FormatWords[] = [
  {
    format: 'html',
    title: msg('HTML report'),
    hint: msg('One file for any browser, without a network: findings, flame graph, tables. The whole document.'),
    extension: '.html',
  },
  {
    format: 'csv',
    title: msg('Table (CSV)'),
    hint: msg('For spreadsheets. Every row of the shown table under the filter, with raw numbers.'),
    extension: '.csv',
  },
  {
    format: 'png',
    title: msg('Picture (PNG)'),
    hint: msg('For chats, tickets and slides. The flame graph or chart of the view, with its title and numbers.'),
    extension: '.png',
  },
  {
    format: 'svg',
    title: msg('Picture (SVG)'),
    hint: msg('For documents and browsers. Sharp at any size; a flame graph has its texts and tooltips.'),
    extension: '.svg',
  },
  {
    format: 'pprof',
    title: msg('pprof'),
    hint: msg('For go tool pprof, Grafana and others. Everything: all sample types, labels, lines.'),
    extension: '.pb.gz',
  },
  {
    format: 'collapsed',
    title: msg('Collapsed stacks'),
    hint: msg('For flamegraph.pl and text tools. Functions and the numbers of one sample type.'),
    extension: '.folded',
  },
  {
    format: 'speedscope',
    title: msg('speedscope'),
    hint: msg('For speedscope.app. Functions with files, and all sample types.'),
    extension: '.speedscope.json',
  },
  {
    format: 'chrome',
    title: msg('Chrome trace'),
    hint: msg('For ui.perfetto.dev. A profile is drawn as a flame graph of one sample type.'),
    extension: '.trace.json',
  },
];

/** The same for an execution trace, of which the others hold a profile only. */
export const TIMELINE_HINT = msg(
  'For ui.perfetto.dev. The timeline: what ran on each P, who woke whom, collections, tasks.',
);

/** `cpu.pb.gz` → `cpu.export.folded`: never the name of what was opened. */
export function suggestedName(name: string, format: FileFormat): string {
  const base = name
    .replace(/[/\\\0:]+ */g, '-')
    .replace(/(?:\.(?:gz|zst|pb|pprof|prof|txt|out|json|perf|folded|log))+$/i, '')
    .slice(0, 90);
  const extension = FORMATS.find((words) => words.format === format)?.extension ?? '';
  return `${base === '' ? 'capture' : base}.${format === 'html' ? 'report' : 'export'}${extension}`;
}
