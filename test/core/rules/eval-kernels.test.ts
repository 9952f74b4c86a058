import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import recorded from '../../workloads/captures/bars.json';
import { barsOf, worse } from '../../workloads/eval/bars';
import { judgePack, packsOf } from '../../workloads/eval/judge-packs';
import type { Verdict } from '../../workloads/eval/judge-run';
import { alarms, misses, wrong } from '../../workloads/eval/lists';

const PACKS = packsOf(join(import.meta.dirname, '../../workloads/captures'), 'kernels');

/** The committed captures of bare kernels: the bug and main, or a profile server, and nothing else in the process. */
describe('the zoo: kernels', () => {
  const verdicts: Verdict[] = [];
  beforeAll(async () => {
    for (const pack of PACKS) verdicts.push(...(await judgePack(pack)));
  }, 600_000);

  it('is no worse than bars.json says (after a change for the better: npm run eval -- --bars)', () => {
    const problems = worse(recorded.kernels, barsOf(verdicts));
    const named = problems.length === 0 ? [] : [...misses(verdicts), ...wrong(verdicts), ...alarms(verdicts)];
    expect(problems, named.slice(0, 200).join('\n')).toEqual([]);
  });

  it('never calls a kernel without a bug proven or strong', () => {
    const sure = verdicts.map((one) => ({ ...one, alarms: one.alarms.filter(({ tier }) => tier !== 'suspect') }));
    expect(alarms(sure)).toEqual([]);
  });
});
