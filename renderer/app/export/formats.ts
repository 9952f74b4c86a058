import type { CaptureInfo } from '@core/api/document';
import type { ExportFormat } from '@core/api/export';

export interface FormatWords {
  readonly format: ExportFormat;
  readonly title: string;
  /** What it is for, and what it holds of a capture. */
  readonly hint: string;
  readonly extension: string;
}

/** The formats in the order of the dialog. */
export const FORMATS: readonly FormatWords[] = [
  {
    format: 'pprof',
    title: 'pprof',
    hint: 'For go tool pprof, Grafana and others. Everything: all sample types, labels, lines.',
    extension: '.pb.gz',
  },
  {
    format: 'collapsed',
    title: 'Collapsed stacks',
    hint: 'For flamegraph.pl and text tools. Functions and the numbers of one sample type.',
    extension: '.folded',
  },
  {
    format: 'speedscope',
    title: 'speedscope',
    hint: 'For speedscope.app. Functions with files, and all sample types.',
    extension: '.speedscope.json',
  },
  {
    format: 'chrome',
    title: 'Chrome trace',
    hint: 'For ui.perfetto.dev. A profile is drawn as a flame graph of one sample type.',
    extension: '.trace.json',
  },
];

/** The same for an execution trace, of which the others hold a profile only. */
export const TIMELINE_HINT =
  'For ui.perfetto.dev. The timeline: what ran on each P, who woke whom, collections, tasks.';

function formatWords(format: ExportFormat): FormatWords {
  const found = FORMATS.find((words) => words.format === format);
  if (found === undefined) throw new Error(`there is no format ${format}`);
  return found;
}

/** `cpu.pb.gz` → `cpu.export.folded`: never the name of what was opened. */
export function suggestedName({ name }: Pick<CaptureInfo, 'name'>, format: ExportFormat): string {
  const base = name
    .replace(/[/\\\0:]+ */g, '-')
    .replace(/(?:\.(?:gz|zst|pb|pprof|prof|txt|out|json|perf|folded|log))+$/i, '')
    .slice(0, 90);
  return `${base === '' ? 'capture' : base}.export${formatWords(format).extension}`;
}
