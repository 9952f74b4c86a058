import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import recorded from '../../workloads/captures/bars.json';
import { barsOf, worse } from '../../workloads/eval/bars';
import { judgePack, packsOf } from '../../workloads/eval/judge-packs';
import type { Verdict } from '../../workloads/eval/judge-run';
import { alarms } from '../../workloads/eval/lists';

const CAPTURES = join(import.meta.dirname, '../../workloads/captures');

/** The committed captures of healthy services and of servers as they are shipped, idle and under load, judged as issue 5 asks. */
describe.each(['healthy', 'servers'] as const)('the zoo: %s', (corpus) => {
  const verdicts: Verdict[] = [];
  beforeAll(async () => {
    for (const pack of packsOf(CAPTURES, corpus)) verdicts.push(...(await judgePack(pack)));
  }, 600_000);

  it('is no worse than bars.json says (after a change for the better: npm run eval -- --bars)', () => {
    const problems = worse(recorded[corpus], barsOf(verdicts));
    expect(problems, problems.length === 0 ? '' : alarms(verdicts).slice(0, 200).join('\n')).toEqual([]);
  });

  it('never calls a healthy service proven or strong', () => {
    expect(
      alarms(
        verdicts.map((one) => ({
          ...one,
          alarms: one.alarms.filter(({ tier }) => tier !== 'suspect'),
        })),
      ),
    ).toEqual([]);
  });
});
