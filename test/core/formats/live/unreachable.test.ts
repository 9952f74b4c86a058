import { describe, expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import type { UnreachableMessage } from '@core/base/wire/unreachable';
import { GOROUTINE_UNREACHABLE, type Capture } from '@core/model/tables';
import { compareLeaks } from '@core/rules/beside';
import { ruleContext } from '@core/rules/context';
import { judge } from '@core/rules/run';
import { checkFlips, checkTruncations, openAll } from '../../../support/check-import';
import { block, recordingOf, WatchWriter, type MadeGoroutine } from '../../../support/live-writer';

const MAIN: MadeGoroutine = { id: 1, state: 'chan receive', stack: ['main.main', 'runtime.main'] };
const waiting = (count: number): MadeGoroutine[] =>
  Array.from({ length: count }, (_, i) => ({ id: i + 2, state: 'chan receive', stack: ['main.ask.func1'] }));

const START = { type: 'start', atMs: 0, pid: 4711, startMs: 1, name: 'ingestd' };
const BEGIN = { type: 'begin', atMs: 0 };

/** Goroutines 2 and 3 share a channel, 4 has one, 5 waits for nothing that there is, 1 is main. */
const FOUND: UnreachableMessage = {
  ...{ atMs: 1_763_750_001_500, grade: 'strong', unproven: '', notes: ['It runs C code.'] },
  scanned: {
    ...{ passes: 3, heapBytes: 1 << 20, objects: 100, rootWords: 50, goroutines: 6, suspects: 5, unclear: 2 },
    ...{ expectedStopNs: 3e6, stopNs: [] },
  },
  groups: {
    objects: [1, 1, 0, 1],
    ...{ retainedObjects: [10, 1, 1, 1], retainedBytes: [4096, 512, 64, 64], stackBytes: [4096, 2048, 2048, 2048] },
  },
  verdicts: { goroutine: [2, 3, 4, 5, 1], group: [0, 0, 1, 2, 3] },
  ways: { goroutine: [6, 3], steps: [3, 0], why: ['', 'nothing that runs reaches what it waits for'] },
  steps: { kind: [0, 3, 3], bytes: [0, 48, 96], goroutine: [0, 0, 0], name: ['main.registry', '', ''] },
};
const frame = (found: object = FOUND) => ({ type: 'unreachable', ...found });

async function open(...blocks: Uint8Array[]): Promise<readonly Capture[]> {
  const opened = await openAll(recordingOf(...blocks));
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}
const marked = ({ goroutines }: Capture): number[] =>
  goroutines === null
    ? []
    : Array.from(goroutines.goid).filter((_, i) => ((goroutines.flags[i] ?? 0) & GOROUTINE_UNREACHABLE) !== 0);
const notes = (captures: readonly Capture[]) => captures.flatMap((one) => one.notes.map(({ message }) => message));
const judged = (captures: readonly Capture[]) => judge(analyse(captures), null).findings;

function recorded(found: object = FOUND, count = 5) {
  const writer = new WatchWriter();
  const first = block([START, BEGIN, writer.facts(), ...writer.moment([MAIN, ...waiting(count)])]);
  const second = block([...writer.moment([MAIN, ...waiting(count)]), frame(found)]);
  return { writer, blocks: [first, second] };
}

describe('verdicts in a recording', () => {
  it('are of the moment before them and of those after', async () => {
    const { writer, blocks } = recorded();
    const captures = await open(...blocks, block(writer.moment([MAIN, ...waiting(3)])));
    // 5 waits without an object: its state tells.
    expect(captures.map(marked)).toEqual([[], [1, 2, 3, 4], [1, 2, 3, 4], []]);
    expect(captures[2]?.unreachable).toMatchObject({
      look: { atMs: 1_763_750_001_500, grade: 'strong', scanned: { passes: 3 }, found: 5 },
      proof: null,
    });
    const said = notes(captures).join('\n');
    expect(said).toContain('Of 5 goroutines that wait for others, 5 are unreachable, strong');
    expect(said).toContain('2 waits were not understood');
    expect(said).toContain('Silence is not innocence');
    expect(said).toContain('It runs C code.');
  });
  it('are none of another process', async () => {
    const { writer, blocks } = recorded();
    const other = new WatchWriter(writer.atMs);
    const after = block([
      BEGIN,
      other.facts({ pid: '4712', startMs: '1763740009999' }),
      ...other.moment([MAIN, ...waiting(5)]),
    ]);
    const captures = await open(...blocks, after);
    expect(captures.map(marked)).toEqual([[], [1, 2, 3, 4], [], []]);
  });
  it('are a finding with those who wait there all the same counted', async () => {
    const { blocks } = recorded();
    const findings = judged(await open(...blocks));
    const [found, ...more] = findings.filter(({ site }) => site?.function === 'main.ask.func1');
    expect(more).toEqual([]);
    expect(found).toMatchObject({ tier: 'strong', count: 3, goroutines: [2, 3, 4] });
    const why = found?.evidence.map(({ text }) => text).join('\n');
    expect(why).toContain('the channels that these 3 goroutines wait for');
    expect(why).toContain('2 more goroutines wait at the same place');
    expect(why).toMatch(/4\.50.KiB of heap in 11 objects, and 6\.00.KiB of stacks/);
    expect(why).not.toContain('stacks hold at least');
    expect(found?.bytes).toBe(4096 + 512 + 4096 + 2048);
    expect(found?.certainty).toContain('--prove');
  });
  it('name what keeps what the others wait for', async () => {
    const { blocks } = recorded();
    const [found] = judged(await open(...blocks)).filter(({ site }) => site?.function === 'main.ask.func1');
    const path = ['global main.registry', 'object of 48 B', 'channel'].map((step) =>
      step.replace(/(\d) B/, '$1\u00a0B'),
    );
    expect(found?.keptBy).toEqual([{ goroutine: 6, goroutines: 1, path }]);
    const why = found?.evidence.map(({ text }) => text).join('\n');
    expect(why).toContain(
      `Something that runs still reaches the channel that g 6 waits for, from global main.registry.`,
    );
    expect(why).toContain('That is no innocence');
  });
  it('of a look that found nothing leave a suspect one, with its holder and what would tell', async () => {
    const writer = new WatchWriter();
    const senders = [MAIN, ...waiting(9)].map((one) => (one === MAIN ? one : { ...one, state: 'chan send' }));
    const none = {
      ...{ groups: { objects: [], retainedObjects: [], retainedBytes: [], stackBytes: [] } },
      verdicts: { goroutine: [], group: [] },
    };
    const findings = judged(
      await open(block([START, BEGIN, writer.facts(), ...writer.moment(senders), frame({ ...FOUND, ...none })])),
    );
    const [found] = findings.filter(({ site }) => site?.function === 'main.ask.func1');
    expect(found).toMatchObject({ tier: 'suspect', keptBy: [{ goroutine: 6 }] });
    expect(found?.certainty).toMatch(/^While global main\.registry keeps it, neither a proof from memory nor/);
  });
  it('of a proof outlive a later look; who came since is told', async () => {
    const proof = { ...FOUND, grade: 'proven', scanned: { ...FOUND.scanned, stopNs: [2e6, 3e6] } };
    const { writer, blocks } = recorded(proof);
    const later = {
      ...{ ...FOUND, verdicts: { goroutine: [2, 3, 5, 6], group: [0, 0, 2, 3] } },
    };
    const third = block([...writer.moment([MAIN, ...waiting(5)]), frame(later)]);
    const captures = await open(...blocks, third);
    expect(captures.at(-2)?.unreachable).toMatchObject({ look: { grade: 'strong' }, proof: { grade: 'proven' } });
    const [found] = judged(captures);
    expect(found).toMatchObject({ tier: 'proven', count: 3, goroutines: [2, 3, 4] });
    const why = found?.evidence.map(({ text }) => text).join('\n');
    expect(why).toContain('2 more goroutines wait at the same place; a later look found 1 of them unreachable as well');
  });
  it('without what later versions added can be read', async () => {
    const { atMs, notes: said, ways, steps, ...old } = FOUND;
    expect([atMs > 0, said.length, ways.steps.length, steps.kind.length]).toEqual([true, 1, 2, 3]);
    const captures = await open(...recorded(old).blocks);
    expect(captures[1]?.unreachable?.look).toMatchObject({ atMs: 0, notes: [], found: 5 });
  });
  it('stand beside those of the runtime, by site', async () => {
    const stuckAt = (name: string): string =>
      ['runtime.gopark', 'runtime.chanrecv', 'runtime.chanrecv1', name]
        .map((at) => `#\t0x1\t${at}+0x1\t/src/main.go:7`)
        .join('\n');
    const profile = ['goroutineleak profile: total 5', '4 @ 0x1 0x2 0x3 0x4', stuckAt('main.ask.func1')];
    profile.push('', '1 @ 0x1 0x2 0x3 0x5', stuckAt('main.other'), '');
    const leaks = await openAll(new TextEncoder().encode(profile.join('\n')), 'leaks.txt');
    if (!leaks.ok) throw new Error(leaks.error.message);
    const both = analyse([...(await open(...recorded().blocks)), ...leaks.value]);
    expect(compareLeaks(ruleContext(both))).toMatchObject({
      ...{ grade: 'strong', both: 3, onlyMemory: 1, onlyRuntime: 2, folded: 0 },
      differences: expect.arrayContaining([
        expect.objectContaining({ memory: 3, runtime: 4, operation: 'chan receive' }),
        expect.objectContaining({
          memory: 0,
          runtime: 1,
          site: expect.objectContaining({ function: 'main.other' }) as unknown,
        }),
        expect.objectContaining({
          memory: 1,
          runtime: 0,
          site: expect.objectContaining({ function: 'main.main' }) as unknown,
        }),
      ]) as unknown,
    });
    expect(compareLeaks(ruleContext(analyse(leaks.value)))).toBeNull();
  });
  it('leave main.main alone, which waits until it is killed', async () => {
    const { blocks } = recorded();
    const findings = judged(await open(...blocks));
    const main = findings.filter(({ entry }) => entry?.function === 'main.main');
    expect(main.filter(({ tier }) => tier !== 'info')).toEqual([]);
  });
  it('of two stops are proven', async () => {
    const found = { ...FOUND, grade: 'proven', scanned: { ...FOUND.scanned, stopNs: [2e6, 3e6] } };
    const [first] = judged(await open(...recorded(found).blocks));
    expect(first).toMatchObject({ tier: 'proven', count: 3, certainty: '' });
  });
  it('that could not be looked for are a note, and no finding', async () => {
    const writer = new WatchWriter();
    const captures = await open(
      block([START, BEGIN, ...writer.moment([MAIN, ...waiting(3)]), { type: 'unlooked', reason: 'it is too large' }]),
    );
    expect(notes(captures)).toEqual(['Not looked for proof: it is too large']);
  });
  it.each([
    { what: 'a group that is not there', found: { ...FOUND, verdicts: { goroutine: [2], group: [9] } } },
    { what: 'columns of two lengths', found: { ...FOUND, verdicts: { goroutine: [2, 3], group: [0] } } },
    { what: 'a grade that is none', found: { ...FOUND, grade: 'certain' } },
    { what: 'negative bytes', found: { ...FOUND, groups: { ...FOUND.groups, retainedBytes: [-1, 0, 0, 0] } } },
    { what: 'a way without its steps', found: { ...FOUND, ways: { goroutine: [6], steps: [4], why: [''] } } },
    { what: 'a step of no kind', found: { ...FOUND, steps: { ...FOUND.steps, kind: [0, 3, 9] } } },
    { what: 'a time that is none', found: { ...FOUND, atMs: 1e300 } },
    { what: 'nothing at all', found: { grade: undefined, scanned: undefined } },
  ])('with $what are passed over, and that is said', async ({ found }) => {
    const captures = await open(...recorded(found).blocks);
    expect(captures.map(marked)).toEqual([[], [], []]);
    expect(notes(captures).join('\n')).toContain('makes no sense in places');
  });
  it('before any moment are passed over', async () => {
    const writer = new WatchWriter();
    const captures = await open(block([START, BEGIN, frame(), ...writer.moment([MAIN])]));
    expect(captures.map(marked)).toEqual([[], []]);
    expect(notes(captures).join('\n')).toContain('verdict on a moment');
  });
  it('survive cuts and flips', async () => {
    const bytes = recordingOf(...recorded().blocks);
    await checkTruncations(bytes, 7);
    await checkFlips(bytes, 60);
  });
});
