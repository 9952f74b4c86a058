import type { Analyses } from '@core/analysis/analyses';
import { indexMetrics } from '@core/analysis/metrics';
import { metricRow } from '@core/analysis/metrics-lines';
import { sampleVariance } from '@core/analysis/sampling-error';
import type { ComparedFinding, ComparedMetric, ComparedTotal } from '@core/api/compare';
import { TIERS, type Finding } from '@core/api/findings';
import { finishStepsWithPauses } from '@core/base/steps';
import { judgeInSteps } from '@core/rules/run';
import { judgeByUsers } from '@core/rules/user/judge';
import { suppress } from '@core/rules/user/suppress';
import { stackWork } from '../document';
import { badParams } from '../failure';
import { checkCapture } from '../params';
import type { Question, Run } from './question';

const DAY_MS = 86_400_000;
const MOST_METRICS = 200;
const MOST_FINDINGS = 100;

export const compare: Question<'compare'> = async (doc, params, run) => {
  const started = run.now();
  const base = checkCapture(doc, params.base);
  const newer = checkCapture(doc, params.capture);
  if (params.base === params.capture) throw badParams('base', 'base and capture are the same; compare two captures');
  await run.breathe(stackWork(base.capture) + stackWork(newer.capture));
  const before = await judgedAlone(base, run);
  const after = await judgedAlone(newer, run);
  const metrics = metricsOf(base, newer);
  const findings = comparedFindings(before, after);
  const most = <T>(list: readonly T[]): readonly T[] => list.slice(0, MOST_FINDINGS);
  const all = [findings.new, findings.gone, findings.same];
  return {
    totals: totalsOf(base, newer),
    metrics: metrics.slice(0, MOST_METRICS),
    metricsFolded: Math.max(0, metrics.length - MOST_METRICS),
    findings: { new: most(findings.new), gone: most(findings.gone), same: most(findings.same) },
    findingsFolded: all.reduce((sum, list) => sum + Math.max(0, list.length - MOST_FINDINGS), 0),
    tookMs: run.now() - started,
  };
};

/** Findings of one capture, with what they were judged by. */
const alone = new WeakMap<Analyses, { readonly key: string; readonly findings: readonly Finding[] }>();

/** What built-in and own rules say of one capture without the others; what is suppressed stays out. */
async function judgedAlone(analyses: Analyses, run: Run): Promise<readonly Finding[]> {
  const { rules, dateMs } = run;
  const key = `${rules.revision} ${dateMs === null ? '' : Math.floor(dateMs / DAY_MS)}`;
  const known = alone.get(analyses);
  if (known?.key === key) return known.findings;
  const judgement = await finishStepsWithPauses(judgeInSteps([analyses]), () => run.breathe(Infinity));
  const inForce = { inForce: rules, now: () => run.now(), signal: run.signal };
  const users = judgeByUsers([analyses], judgement, inForce);
  const { findings } = suppress(users.findings, rules.suppressions, dateMs);
  alone.set(analyses, { key, findings });
  return findings;
}

function comparedFindings(before: readonly Finding[], after: readonly Finding[]) {
  const old = new Map(before.map((finding) => [finding.id, finding]));
  const now = new Map(after.map((finding) => [finding.id, finding]));
  const row = (shown: Finding): ComparedFinding => {
    const { id, rule, tier, title, summary } = shown;
    return { id, rule, tier, title, summary, base: old.get(id)?.count ?? 0, new: now.get(id)?.count ?? 0 };
  };
  const sorted = (list: readonly Finding[]): readonly ComparedFinding[] =>
    list.map(row).sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier));
  return {
    new: sorted(after.filter(({ id }) => !old.has(id))),
    gone: sorted(before.filter(({ id }) => !now.has(id))),
    same: sorted(after.filter(({ id }) => old.has(id))),
  };
}

function totalsOf(base: Analyses, newer: Analyses): readonly ComparedTotal[] {
  const { samples } = newer.capture;
  return samples.types.flatMap(({ type, unit }, column): readonly ComparedTotal[] => {
    const other = base.capture.samples.types.findIndex((t) => t.type === type && t.unit === unit);
    if (other < 0) return [];
    const before = sumOf(base, other);
    const after = sumOf(newer, column);
    const error =
      before.variance === null || after.variance === null ? null : Math.sqrt(before.variance + after.variance);
    return [{ type, unit, base: before.sum, new: after.sum, error }];
  });
}

function sumOf({ capture }: Analyses, column: number): { readonly sum: number; readonly variance: number | null } {
  const { samples } = capture;
  const values = samples.values[column];
  const error = sampleVariance(capture, column);
  let sum = 0;
  let variance = 0;
  for (let i = 0; i < samples.count; i++) {
    sum += values[i];
    if (error !== null) variance += error(i);
  }
  return { sum, variance: error === null ? null : variance };
}

/** Metrics that are one number on both sides, in the order of the newer one. */
function metricsOf(base: Analyses, newer: Analyses): readonly ComparedMetric[] {
  const before = new Map(lastValues(base).map((row) => [row.metric, row.value]));
  return lastValues(newer).flatMap(({ metric, title, unit, value }) => {
    const old = before.get(metric);
    return old === undefined ? [] : [{ metric, title, unit, base: old, new: value }];
  });
}

function lastValues({ capture }: Analyses) {
  if (capture.metrics === null) return [];
  const index = indexMetrics([capture]);
  return index.metrics.flatMap((metric) => {
    const { metric: id, title, unit, last, shows } = metricRow(index, metric);
    // A rate or a quantile of one scrape is another thing than its value.
    if (last === null || !Number.isFinite(last) || (shows !== '' && shows !== 'sum')) return [];
    return [{ metric: id, title, unit, value: last }];
  });
}
