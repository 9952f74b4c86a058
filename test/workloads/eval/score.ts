import type { Tier } from '@core/api/findings';
import type { Verdict } from './judge-run';

/** Sums over some verdicts. */
export interface Score {
  runs: number;
  /** Sites of truth that manifested. */
  sites: number;
  /** Of them: named by a finding, suspect or surer. */
  listed: number;
  /** By the surest finding there; `none` = no finding at all. */
  tiers: Record<Tier | 'none', number>;
  /** Sites whose pattern is known, and of them listed by a rule for it. */
  patterned: number;
  right: number;
  /** Listed by a rule for it, info included. */
  rightAtAll: number;
  plainListed: number;
  /** Verdicts about programs in which nothing is leaked. */
  healthy: number;
  alarms: Record<Tier, number>;
  plainAlarms: number;
  extras: number;
}

export function emptyScore(): Score {
  const tiers = { proven: 0, strong: 0, suspect: 0, info: 0 };
  return {
    ...{
      runs: 0,
      sites: 0,
      listed: 0,
      patterned: 0,
      right: 0,
      rightAtAll: 0,
      plainListed: 0,
      healthy: 0,
      plainAlarms: 0,
      extras: 0,
    },
    tiers: { ...tiers, none: 0 },
    alarms: { ...tiers },
  };
}

/** Adds what one document's verdict says; with `pattern`, only about sites of that pattern. */
export function add(score: Score, verdict: Verdict, pattern: number | null = null): void {
  score.runs++;
  for (const { site, found, right, rightAtAll, plain } of verdict.sites) {
    if (pattern !== null && !site.patterns.includes(pattern)) continue;
    score.sites++;
    score.tiers[found?.tier ?? 'none']++;
    if (found !== null && found.tier !== 'info') score.listed++;
    if (right !== null) score.patterned++;
    if (right === true) score.right++;
    if (rightAtAll === true) score.rightAtAll++;
    if (plain) score.plainListed++;
  }
  if (verdict.info.variant !== 'leak') score.healthy++;
  // What only looks like a leak is listed, not counted: nobody can tell it from outside.
  if (verdict.info.variant === 'negative') return;
  for (const { tier } of verdict.alarms) score.alarms[tier]++;
  score.plainAlarms += verdict.plainAlarms.length;
  score.extras += verdict.extras.length;
}

/** Scores by a key of verdicts, in the order of the keys as they come. */
export function scoreBy(verdicts: readonly Verdict[], keyOf: (verdict: Verdict) => string): Map<string, Score> {
  const scores = new Map<string, Score>();
  for (const verdict of verdicts) {
    const key = keyOf(verdict);
    let score = scores.get(key);
    if (score === undefined) scores.set(key, (score = emptyScore()));
    add(score, verdict);
  }
  return scores;
}

export interface Agreement {
  /** Sites of processes that some of debug=0, 1 and 2 list. */
  readonly sites: number;
  /** Of them: listed from all three, and by the same rule. */
  readonly same: number;
  /** Listed by some only; by different rules. */
  readonly partly: number;
  readonly different: number;
  readonly examples: readonly string[];
}

const TEXTS = ['debug0', 'debug1', 'debug2'];

/** Not judged: the run has no captures in that format. */
const ABSENT = '';

/**
 * Whether debug=0, 1 and 2 of one process say the same of each site; with `info`, whichever tier they say it in. Runs without one of the three
 * (packs hold all of a few runs, and debug=2 of others) say nothing about it.
 */
export function agreement(verdicts: readonly Verdict[], mode: string, info = false): Agreement {
  const bySite = new Map<string, string[]>();
  for (const { info: run, format, mode: of, sites } of verdicts) {
    if (of !== mode || !TEXTS.includes(format)) continue;
    for (const { site, found } of sites) {
      const key = `${run.program} ${run.variant}-${run.style} ${run.go} ${site.file || site.function}:${site.line}`;
      const rules = bySite.get(key) ?? [ABSENT, ABSENT, ABSENT];
      bySite.set(key, rules);
      rules[TEXTS.indexOf(format)] = found !== null && (info || found.tier !== 'info') ? found.rule : '–';
    }
  }
  let [sites, same, partly, different] = [0, 0, 0, 0];
  const examples: string[] = [];
  for (const [key, rules] of bySite) {
    if (rules.includes(ABSENT)) continue;
    const listed = rules.filter((rule) => rule !== '–');
    if (listed.length === 0) continue;
    sites++;
    if (new Set(listed).size > 1) different++;
    else if (listed.length < 3) partly++;
    else same++;
    if (new Set(rules).size > 1) examples.push(`${key}: ${rules.join(' | ')}`);
  }
  return { sites, same, partly, different, examples };
}

/** All numbers of the taxonomy that sites name, ascending. */
export function patternsIn(verdicts: readonly Verdict[]): number[] {
  const all = new Set(verdicts.flatMap(({ sites }) => sites.flatMap(({ site }) => site.patterns)));
  return [...all].sort((a, b) => a - b);
}
