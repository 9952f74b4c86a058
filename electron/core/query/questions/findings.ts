import { TIERS, type Finding, type Tier } from '@core/api/findings';
import type { RuleResultsAnswer } from '@core/api/rules';
import { formatCount } from '@core/base/format';
import { finishStepsWithPauses } from '@core/base/steps';
import { judgeInSteps, type Judgement } from '@core/rules/run';
import { judgeByUsers, type UserJudgement } from '@core/rules/user/judge';
import { suppress, type Sorted } from '@core/rules/user/suppress';
import { rowsWithinAnswer } from '../answer-size';
import type { Judged, OpenDocument } from '../document';
import type { Question, Run } from './question';

export const findings: Question<'findings'> = async (doc, _params, run) => (await judgedBy(doc, run)).answer;
export const ruleResults: Question<'ruleResults'> = async (doc, _params, run) => (await judgedBy(doc, run)).results;

const DAY_MS = 86_400_000;
/** Suppressed findings that are listed. */
const MOST_SUPPRESSED = 200;

/** Judged once by the built-in rules, and again by the users' when those change or a suppression may have expired. */
async function judgedBy(doc: OpenDocument, run: Run): Promise<Judged> {
  const { rules, dateMs } = run;
  const day = dateMs === null ? -1 : Math.floor(dateMs / DAY_MS);
  if (doc.judged !== null && doc.judged.revision === rules.revision && doc.judged.day === day) return doc.judged;
  const { judgement, ms, chosen } = await builtInOf(doc, run);
  const started = run.now();
  const { analyses, indices } = chosen ?? { analyses: doc.analyses, indices: null };
  const users = judgeByUsers(analyses, judgement, { inForce: rules, now: () => run.now(), signal: run.signal });
  const found = indices === null ? users.findings : users.findings.map((finding) => placed(finding, indices));
  const sorted = suppress(found, rules.suppressions, dateMs);
  const judgedMs = ms + run.now() - started;
  const answer = answerOf(judgement, users, sorted);
  const ruleNotes = [...rules.notes, ...notesOf(users, sorted)];
  const judged: Judged = {
    ...{ revision: rules.revision, day },
    answer: { ...answer, ruleNotes, rulesRevision: rules.revision, judgedMs },
    results: resultsOf(rules.revision, users, sorted),
  };
  // Of a live document other moments may have been chosen meanwhile.
  if (doc.judging === chosen) doc.judged = judged;
  return judged;
}

/** `chosen`: the captures of a live document that it is about. */
type BuiltIn = NonNullable<OpenDocument['builtIn']> & { readonly chosen: OpenDocument['judging'] };

/** Documents that are being judged by the built-in rules; the promise is fulfilled in any case. */
const busy = new WeakMap<OpenDocument, Promise<void>>();

/** What the built-in rules say. Two who ask at once wait for one judgement, unless the one who made it gives up. */
async function builtInOf(doc: OpenDocument, run: Run): Promise<BuiltIn> {
  for (let other = busy.get(doc); other !== undefined && doc.builtIn === null; other = busy.get(doc)) {
    await other;
    await run.breathe(Infinity);
  }
  const chosen = doc.judging;
  if (doc.builtIn !== null) return { ...doc.builtIn, chosen };
  const { analyses } = chosen ?? doc;
  const started = run.now();
  let done = (): void => {};
  const ended = new Promise<void>((resolve) => (done = resolve));
  busy.set(doc, ended);
  try {
    // What others do in the pauses is no time of judging.
    let paused = 0;
    const pause = async (): Promise<void> => {
      const since = run.now();
      await run.breathe(Infinity);
      paused += run.now() - since;
    };
    const judgement = await finishStepsWithPauses(judgeInSteps(analyses), pause);
    const made = { judgement, ms: run.now() - started - paused };
    if (doc.judging === chosen) doc.builtIn = made;
    return { ...made, chosen };
  } finally {
    if (busy.get(doc) === ended) busy.delete(doc);
    done();
  }
}

/** What rules call the n-th capture is another one of the document. */
function placed(finding: Finding, indices: readonly number[]): Finding {
  return {
    ...finding,
    series: finding.series.map((at) => ({ ...at, input: indices[at.input] })),
    evidence: finding.evidence.map((one) =>
      one.target === null ? one : { ...one, target: { ...one.target, capture: indices[one.target.capture] } },
    ),
  };
}

function answerOf({ unmatched }: Judgement, { folded }: UserJudgement, sorted: Sorted) {
  const summary: Record<Tier, number> = { ...folded };
  for (const finding of sorted.findings) summary[finding.tier]++;
  // Deep stacks make findings large: the least sure give way.
  const listed: readonly Finding[] = rowsWithinAnswer(sorted.findings.length, (i) => sorted.findings[i]);
  const told = TIERS.reduce((sum, tier) => sum + summary[tier], 0);
  return { findings: listed, summary, suppressed: sorted.counts, folded: told - listed.length, unmatched };
}

/** What users should know: rules that failed or could not tell, suppressions that ended. */
function notesOf({ results }: UserJudgement, { expired }: Sorted): string[] {
  const notes = results
    .filter(({ note, failed, rows }) => note !== '' && (failed || rows > 0))
    .map(({ rule, note }) => `${rule}: ${note}`);
  for (const { suppression, findings: count } of expired) {
    const what = suppression.id === '' ? suppression.key : suppression.id;
    const who = count === 1 ? '1 finding is' : `${formatCount(count)} findings are`;
    notes.push(`The suppression of ${what} ended on ${suppression.expires ?? ''}: ${who} back in the list.`);
  }
  return notes;
}

function resultsOf(revision: number, { results }: UserJudgement, sorted: Sorted): RuleResultsAnswer {
  const { expired, unused, suppressed } = sorted;
  const most = suppressed.slice(0, MOST_SUPPRESSED);
  const listed = rowsWithinAnswer(most.length, (i) => most[i]);
  return { revision, results, suppressed: listed, folded: suppressed.length - listed.length, expired, unused };
}
