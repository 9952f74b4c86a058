import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import { TIERS, type Evidence, type Finding, type Tier } from '@core/api/findings';
import { formatCount } from '@core/base/format';
import { paint, printable, proseWidth, wrap, type Ink, type TerminalStyle } from '../terminal';
import type { CheckReport } from '../report';
import { tailLines } from './findings-tail';
import { jsonText, jsonTime } from './json';
import { counted, noteLines, stackLines } from './names';

/** `parkscope.findings/1`. `failed` names inputs that could not be read; `inputs` are the others, as `series[].input` counts them. */
export function findingsJson({ info, answer, results, baseline, leaks }: CheckReport): string {
  return jsonText('parkscope.findings/1', {
    inputs: info.captures.map(({ name, format, kind, goVersion, timeMs, notes }) => ({
      ...{ name, format, kind, goVersion },
      time: jsonTime(timeMs),
      notes,
    })),
    failed: info.failed.map(({ name, error }) => ({ name, code: error.code, message: error.message })),
    findings: answer.findings,
    summary: answer.summary,
    folded: answer.folded,
    suppressed: results.suppressed.map(({ finding, suppression: { reason, by, expires } }) => ({
      ...{ id: finding.id, rule: finding.rule, tier: finding.tier, title: finding.title, reason, by, expires },
    })),
    ...(leaks === null ? {} : { leaks }),
    ...(baseline === null ? {} : { baseline: { known: baseline.known, surer: Object.fromEntries(baseline.surer) } }),
    ruleNotes: answer.ruleNotes,
  });
}

/** Long waiters that are normal: so many say what there is, the rest is counted. */
const MOST_INFO = 12;

const MARKS: Readonly<Record<Tier, string>> = { proven: '⬣', strong: '▲', suspect: '◇', info: '○' };
const INKS: Readonly<Record<Tier, Ink>> = { proven: 'red', strong: 'yellow', suspect: 'cyan', info: 'dim' };
const LABEL = 11;

export function findingsText(raw: CheckReport, style: TerminalStyle): string {
  const info = printable(raw.info);
  const { findings, summary, folded, unmatched } = printable(raw.answer);
  const width = proseWidth(style);
  const lines: string[] = [];
  for (const capture of info.captures)
    lines.push(
      ...wrap('', inputText(capture), width),
      ...crashLines(capture, width),
      ...noteLines(style, capture, width),
    );
  lines.push('');
  const told = TIERS.filter((tier) => summary[tier] > 0).map((tier) => `${formatCount(summary[tier])} ${tier}`);
  if (findings.every(({ tier }) => tier === 'info'))
    lines.push(paint(style, 'bold', raw.baseline === null ? nothingFound(info) : 'No new finding.'), '');
  else lines.push(paint(style, 'bold', `${counted(findings.length + folded, 'finding')}: ${told.join(', ')}`), '');

  const notable = findings.filter(({ tier }) => tier !== 'info');
  for (const finding of notable) lines.push(...findingLines(finding, style, width), '');
  const long = findings.filter(({ tier }) => tier === 'info');
  for (const { tier, title } of long.slice(0, MOST_INFO)) {
    const [first = '', ...rest] = wrap(`${MARKS[tier]} ${tier}`.padEnd(LABEL), title, width);
    lines.push(paint(style, INKS[tier], first.slice(0, LABEL)) + first.slice(LABEL), ...rest);
  }
  if (long.length > MOST_INFO)
    lines.push(paint(style, 'dim', `${counted(long.length - MOST_INFO, 'more info finding')} (--format json has all)`));
  if (folded > 0)
    lines.push(paint(style, 'dim', `${counted(folded, 'smaller finding')} of the same kinds, not listed`));
  if (unmatched !== null && unmatched > 0) {
    lines.push(
      paint(
        style,
        'dim',
        `${counted(unmatched, findings.length === 0 ? 'goroutine' : 'other goroutine')} in no finding (parkscope goroutines FILE lists them)`,
      ),
    );
  }
  for (const line of printable(tailLines(raw)))
    lines.push(...wrap(line.startsWith('  ') ? '  ' : '', line.trim(), width));
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Why the program ended, of a dump that a crash left. */
function crashLines({ format, comments }: CaptureInfo, width: number): string[] {
  return format === 'goroutine-dump' ? comments.flatMap((line) => wrap('crash: ', line, width)) : [];
}

function nothingFound(info: DocumentInfo): string {
  const goroutines = info.captures.some(({ counts }) => counts.goroutines !== null);
  if (info.captures.every(({ kind }) => kind === 'metrics'))
    return 'No finding. Metrics alone show no goroutines to judge: open a goroutine profile of the same process as well.';
  return goroutines
    ? 'No finding: no goroutine looks stuck.'
    : 'No finding: nothing here has the shape of a known leak.';
}

function inputText({ name, kind, goVersion, timeMs, counts, metrics, notes }: CaptureInfo): string {
  const least = notes.some((note) => note.kind === 'truncated') ? '≥ ' : '';
  const goroutines = counts.goroutines === null ? null : least + counted(counts.goroutines, 'goroutine');
  const series = metrics === null || kind !== 'metrics' ? null : `${formatCount(metrics.series)} series`;
  const what = kind === 'metrics' ? kind : kind === 'trace' ? 'execution trace' : `${kind} profile`;
  const facts = [what, series, goVersion, goroutines, jsonTime(timeMs)];
  return `${name}: ${facts.filter((fact) => fact !== null).join(', ')}`;
}

function findingLines(finding: Finding, style: TerminalStyle, width: number): string[] {
  const { tier, title, advice, evidence, certainty, stack, creator, fix, affected, id } = finding;
  const lead = `${MARKS[tier]} ${tier}`.padEnd(LABEL);
  const section = (label: string, paragraphs: readonly string[]) =>
    paragraphs.flatMap((text, i) => wrap((i === 0 ? `  ${label}` : '').padEnd(LABEL), text, width));
  const [first = '', ...rest] = wrap(lead, sentence(title), width);
  const lines = [
    paint(style, INKS[tier], lead) + paint(style, 'bold', first.slice(LABEL)),
    ...rest.map((line) => paint(style, 'bold', line)),
    ...section(
      'why',
      told(evidence, (points) => points >= 0),
    ),
    ...section(
      'against',
      told(evidence, (points) => points < 0),
    ),
    ...section('kept', keptLines(finding)),
    ...section('fix', advice),
  ];
  if (fix !== null) {
    const shown = fix.lines.map(({ kind, text }) =>
      `${' '.repeat(LABEL + 2)}${kind} ${text.replaceAll('\t', '    ')}`.trimEnd(),
    );
    lines.push(...shown.map((line) => paint(style, 'dim', line)));
  }
  if (certainty !== '') lines.push(...section('certain', [sentence(certainty)]));
  if (affected !== null) {
    const values = affected.values
      .slice(0, 5)
      .map(({ value, count }) => `${value === '' ? '–' : value} ${formatCount(count)}`);
    const more = affected.values.length - 5 + affected.rest.values;
    lines.push(
      ...section('labels', [`${affected.key}: ${values.join(', ')}${more > 0 ? `, ${formatCount(more)} more` : ''}`]),
    );
  }
  if (stack.length > 0) {
    const madeBy = creator === null ? null : { ...creator, inlined: false, origin: 'own' as const };
    const frames = stackLines(style, stack, madeBy, ' '.repeat(LABEL));
    const [leaf = ''] = frames;
    lines.push('  stack'.padEnd(LABEL) + leaf.slice(LABEL), ...frames.slice(1));
  }
  return [...lines, ...section('id', [id])];
}

/** What still reaches what they wait for, one line a root. */
export function keptLines({ keptBy = [] }: Finding): string[] {
  return keptBy.map(({ goroutine, path }) => `g ${goroutine}: ${path.join(' → ')}`);
}

/** Evidence that speaks for a finding, or against it. */
function told(evidence: readonly Evidence[], which: (points: number) => boolean): string[] {
  return evidence.filter(({ points = 0 }) => which(points)).map(({ text }) => sentence(text));
}

function sentence(text: string): string {
  return text === '' || /[.!?:]$/.test(text) ? text : `${text}.`;
}
