import patterns from '../patterns.json';
import { FORMATS, MODES, type Mode, type Verdict } from './judge-run';
import { add, agreement, emptyScore, patternsIn, scoreBy, type Score } from './score';

const HEAD = [
  ...['', 'sites', 'listed', 'pattern', 'proven', 'strong', 'suspect', 'info', 'none', 'plain'],
  ...['healthy', 'proven', 'strong', 'suspect', 'plain', 'other'],
];

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)}%`;
}

function cells(name: string, score: Score): string[] {
  const { tiers, alarms } = score;
  return [
    ...[name, `${score.sites}`, percent(score.listed, score.sites), percent(score.right, score.patterned)],
    ...[tiers.proven, tiers.strong, tiers.suspect, tiers.info, tiers.none].map(String),
    percent(score.plainListed, score.sites),
    ...[score.healthy, alarms.proven, alarms.strong, alarms.suspect, score.plainAlarms, score.extras].map(String),
  ];
}

function section(title: string, rows: readonly string[][]): string[] {
  const all = [[title, ...HEAD.slice(1)], ...rows];
  const widths = HEAD.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[i]))).join('  ');
  return ['', ...all.map(line)];
}

/** The table that `npm run eval` prints. */
export function table(verdicts: readonly Verdict[]): string {
  const lines: string[] = [
    'Left: places that are leaked, how many are listed (suspect or surer), by a rule for their pattern, and the surest tier there;',
    'plain = listed by "same goroutine, same place, all captures". Right: documents of healthy processes, alarms in them by tier and of the',
    'plain rule; other = findings of leaking programs that stand at no mark.',
  ];
  const both = verdicts.filter(({ format }) => format !== 'leak' && format !== 'heap');
  for (const mode of MODES) {
    const these = both.filter((verdict) => verdict.mode === mode);
    if (these.length === 0) continue;
    const by = (keyOf: (verdict: Verdict) => string) =>
      [...scoreBy(these, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, score]) => cells(`  ${name}`, score));
    const total = [...scoreBy(these, () => 'all')].map(([name, score]) => cells(`  ${name}`, score));
    lines.push(...section(mode === 'series' ? 'SERIES of all captures' : 'SINGLE, the last one', total));
    lines.push(
      ...section(
        ' by corpus',
        by(({ info }) => `${info.corpus} ${info.variant}`),
      ),
    );
    lines.push(
      ...section(
        ' by format',
        by(({ format }) => format),
      ),
    );
    lines.push(
      ...section(
        ' by Go version',
        by(({ info }) => info.go),
      ),
    );
    lines.push(
      ...section(
        ' by style',
        by(({ info }) => `${info.variant === 'leak' ? 'leak' : 'healthy'} ${info.style}`),
      ),
    );
  }
  lines.push(
    ...memoryRows(verdicts),
    ...patternRows(verdicts, 'series'),
    ...agreementRows(verdicts),
    ...alarmRows(verdicts),
    ...barRows(verdicts),
  );
  return lines.join('\n');
}

function memoryRows(verdicts: readonly Verdict[]): string[] {
  const rows = FORMATS.filter((format) => format === 'leak' || format === 'heap').flatMap((format) =>
    [
      ...scoreBy(
        verdicts.filter((verdict) => verdict.format === format),
        ({ mode }) => `  ${format} ${mode}`,
      ),
    ].map(([name, score]) => cells(name, score)),
  );
  return rows.length === 0 ? [] : section("The runtime's marks; heap profiles", rows);
}

function patternRows(verdicts: readonly Verdict[], mode: Mode): string[] {
  const names: Readonly<Record<string, { readonly name: string } | undefined>> = patterns;
  // The other corpus knows families only.
  const ours = verdicts.filter(({ info }) => info.corpus !== 'goker');
  const rows = patternsIn(ours).map((number) => {
    const score = emptyScore();
    for (const verdict of ours) {
      if (verdict.mode === mode && verdict.format !== 'leak') add(score, verdict, number);
    }
    return cells(`  ${number} ${names[number]?.name ?? ''}`, score).map((cell, i) => (i > 9 ? '' : cell));
  });
  return rows.length === 0 ? [] : section(`By pattern, ${mode}`, rows);
}

function agreementRows(verdicts: readonly Verdict[]): string[] {
  return [
    '',
    ...MODES.map((mode) => {
      const { sites, same, partly, different } = agreement(verdicts, mode);
      return `debug=0, 1 and 2 agree, ${mode}: ${percent(same, sites)} of ${sites} sites; ${partly} listed from some only, ${different} by different rules`;
    }),
  ];
}

/** Which rules raise the alarms, in how many programs. */
function alarmRows(verdicts: readonly Verdict[]): string[] {
  const rules = new Map<string, { documents: number; programs: Set<string> }>();
  for (const { info, alarms } of verdicts.filter(({ info }) => info.variant !== 'negative')) {
    for (const { tier, rule } of alarms) {
      const key = `${tier} ${rule}`;
      const entry = rules.get(key) ?? { documents: 0, programs: new Set() };
      rules.set(key, entry);
      entry.documents++;
      entry.programs.add(`${info.corpus}/${info.program}`);
    }
  }
  if (rules.size === 0) return [];
  const rows = [...rules].sort(([, a], [, b]) => b.documents - a.documents);
  return [
    '',
    'Alarms by rule',
    ...rows.map(([rule, { documents, programs }]) => `  ${rule}: ${documents} in ${[...programs].join(', ')}`),
  ];
}

/** The bars of the leak engine, and whether they hold. */
function barRows(verdicts: readonly Verdict[]): string[] {
  const rows = MODES.flatMap((mode) => {
    const [score, marked] = [emptyScore(), emptyScore()];
    for (const verdict of verdicts) {
      if (verdict.mode === mode) add(verdict.format === 'leak' ? marked : score, verdict);
    }
    const { sites, same } = agreement(verdicts, mode);
    const atAll = agreement(verdicts, mode, true);
    const bar = (what: string, part: number, whole: number, least: number): string =>
      whole === 0
        ? ''
        : `  ${part / whole >= least ? '✓' : '✗'} ${mode}: ${what} ${percent(part, whole)} (bar ${percent(least, 1)})`;
    const sure = score.alarms.proven + score.alarms.strong + marked.alarms.proven + marked.alarms.strong;
    const perTen = (10 * score.alarms.suspect) / score.healthy;
    return [
      bar("listed, with the runtime's marks", marked.listed, marked.sites, 0.98),
      bar('listed, info included', score.sites - score.tiers.none, score.sites, 0.98),
      bar('listed by a rule for the pattern, info included', score.rightAtAll, score.patterned, 0.95),
      bar('listed, suspect or surer', score.listed, score.sites, 0.95),
      bar('suspect or surer, by a rule for the pattern', score.right, score.patterned, 0.95),
      bar('debug=0, 1 and 2 name the same pattern', atAll.same, atAll.sites, 0.99),
      bar('debug=0, 1 and 2 say the same, suspect or surer', same, sites, 0.99),
      ...(score.healthy === 0
        ? []
        : [
            `  ${sure === 0 ? '✓' : '✗'} ${mode}: ${sure} proven or strong about ${score.healthy} healthy documents (bar 0)`,
            `  ${perTen <= 1 ? '✓' : '✗'} ${mode}: ${perTen.toFixed(2)} suspects a ten of them (bar 1${mode === 'series' ? `; the plain rule has ${((10 * score.plainAlarms) / score.healthy).toFixed(1)}` : ''})`,
          ]),
    ].filter((row) => row !== '');
  });
  return ['', 'Bars', ...rows];
}
