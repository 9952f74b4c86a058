import type { Analyses } from '@core/analysis/analyses';
import type { Finding, Tier } from '@core/api/findings';
import { TIERS } from '@core/api/findings';
import type { LiveAnswer } from '@core/api/live';
import { judge } from '@core/rules/run';
import type { OpenDocument } from './document';
import type { Run } from './questions/question';

type Mark = LiveAnswer['marks'][number];

/** Captures of moments that are judged: enough for a trend, few enough to judge every second. */
const JUDGED = 6;
const MOST_MARKS = 200;
/** A recording is judged at so many of its moments, as it would have been while it was made. */
const RECORDING_STEPS = 8;

/** The moments in which findings first reached their tier. */
export class Marks {
  list: readonly Mark[] = [];
  readonly #reached = new Map<string, Tier>();

  add(atMs: number, findings: readonly Finding[]): void {
    for (const { id, tier, summary, title } of findings) {
      const known = this.#reached.get(id);
      // One that falls back and rises again has its mark.
      if (tier === 'info' || (known !== undefined && TIERS.indexOf(known) <= TIERS.indexOf(tier))) continue;
      this.#reached.set(id, tier);
      const mark: Mark = { atMs, tier, text: `${tier}: ${summary || title}`, finding: id };
      this.list = [...this.list, mark].slice(-MOST_MARKS);
    }
  }
}

/** Of moments those to judge: the first, others spread over the time, the newest. */
export function judgedOf<T>(kept: readonly T[]): readonly T[] {
  return kept.length <= JUDGED ? kept : spread(kept, JUDGED);
}

/** `most` of the rows, the first and the last among them. */
function spread<T>(rows: readonly T[], most: number): readonly T[] {
  return Array.from({ length: most }, (_, i) => rows[Math.round((i * (rows.length - 1)) / (most - 1))]);
}

/** The marks of a document; of a recording they are worked out when they are first asked for. */
export async function marksOf(doc: OpenDocument, run: Run): Promise<readonly Mark[]> {
  const { over } = doc;
  if (over === undefined || over.status !== 'recording') return over?.marks ?? [];
  const known = doc.memo.find<readonly Mark[]>('marks');
  if (known !== undefined) return known;
  const marks = new Marks();
  const kept = over.series.kept.filter(({ recalled }) => !recalled);
  const steps = kept.slice(2);
  for (const last of steps.length <= RECORDING_STEPS ? steps : spread(steps, RECORDING_STEPS)) {
    const so = judgedOf(kept.filter(({ number }) => number <= last.number));
    const analyses = so.map(({ number }): Analyses => doc.analyses[over.indexOf(number)]);
    await run.breathe(analyses.reduce((sum, { capture }) => sum + capture.stacks.count, 50_000));
    marks.add(last.atMs, judge(analyses, run.signal).findings);
  }
  return doc.memo.get(
    'marks',
    () => marks.list,
    (list) => list.length * 200,
  );
}
