import { describe, expect, it } from 'vitest';
import type { LookProgress } from '@core/base/wire/unreachable';
import type { LookFacts, LooksAnswer } from '@core/api/live';
import { isProvable } from '../../../../renderer/ui/proof/look-line';
import {
  farText,
  lookFigures,
  lookShare,
  lookState,
  stopSentence,
  stopsText,
  timeLeft,
} from '../../../../renderer/ui/proof/look-words';

const LOOK: LookFacts = {
  ...{ atMs: Date.UTC(2026, 10, 21, 14, 3, 12), grade: 'strong', unproven: '', found: 60, suspects: 90, unclear: 0 },
  ...{ retainedBytes: 1 << 20, stackBytes: 120 << 10, passes: 3, heapBytes: 2 << 20, objects: 8039, rootWords: 40_005 },
  ...{ goroutines: 95, expectedStopNs: 4.84e6, stopNs: [], notes: [] },
};
const PROOF: LookFacts = { ...LOOK, grade: 'proven', atMs: LOOK.atMs + 8_000, passes: 5, stopNs: [2.2e6, 2.5e6] };
const looks = (more: Partial<LooksAnswer> = {}): LooksAnswer => ({
  ...{ possible: true, running: null, refused: '', stopNs: [], look: LOOK, proof: null, runtimeMs: null, ...more },
});
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const said = (more: Partial<LooksAnswer>): string => {
  const { headline, text } = lookState(looks(more));
  return plain(`${headline} | ${text}`);
};

describe('lookState', () => {
  it.each([
    [{ look: null }, /^Not looked at \| A look finds goroutines .* It is not stopped\.$/],
    [{ look: null, possible: false }, /^Not looked at \| Nobody looked/],
    [
      {},
      /^60 of 90 waiting goroutines are unreachable, not confirmed \| Looked at \d\d:\d\d:\d\d while it ran\. What the other 30 wait for can be reached, which is no innocence\.$/,
    ],
    [{ look: { ...LOOK, found: 0 } }, /^None of 90 waiting goroutines is unreachable \| .* That is no innocence: /],
    [
      { look: { ...LOOK, unproven: 'It would stand still for about 400 ms each time; 250 ms are allowed.' } },
      /while it ran\. Not proven: It would stand still for about 400 ms each time; 250 ms are allowed\. What the other 30/,
    ],
    [
      { look: PROOF, proof: PROOF },
      /^60 goroutines proven: nothing can wake them \| Stopped twice at .*, for 2\.20 ms and 2\.50 ms\. What the other 30 .* innocence\.$/,
    ],
    [
      { look: { ...LOOK, found: 75, atMs: PROOF.atMs + 60_000 }, proof: PROOF },
      /^60 goroutines proven.* A look at \d\d:\d\d:\d\d found 15 more, not confirmed\.$/,
    ],
    [{ look: null, refused: 'Its Go is not known.' }, /^Its memory could not be looked at \| Its Go is not known\.$/],
    [{ refused: 'It has ended.' }, /^The last look gave no answer \| It has ended\.$/],
    [{ look: { ...LOOK, atMs: 0 } }, /\| Looked at while it ran\. /],
    [{ look: { ...LOOK, found: 90 } }, /^90 of 90 .*\| Looked at \d\d:\d\d:\d\d while it ran\.$/],
    [{ look: { ...LOOK, found: 89 } }, /What the other 1 waits for can be reached/],
  ] as const)('%#', (more, expected) => expect(said(more)).toMatch(expected));
});

describe('isProvable', () => {
  it.each([
    ['a look that left something', {}, true],
    ['nothing found', { look: { ...LOOK, found: 0 } }, false],
    ['all proven', { look: PROOF, proof: PROOF }, false],
    ['a look after the proof that found no more', { proof: PROOF }, false],
    ['more than is proven', { look: { ...LOOK, found: 61 }, proof: PROOF }, true],
    ['something under way', { running: { what: 'look', forMs: 1, expectedMs: null, far: null } }, false],
    ['a recording', { possible: false }, false],
  ] as const)('%s', (_what, more, expected) => expect(isProvable(looks(more))).toBe(expected));
});

it('the stop is announced with no more digits than an estimate has', () => {
  expect(plain(stopSentence(4.84e6, 250))).toBe('Stops the process for about 5 ms, at most 250 ms, twice.');
  expect(plain(stopSentence(0.42e6, 1000))).toBe('Stops the process for about 0.4 ms, at most 1 s, twice.');
});

it('a process that was stopped is not called untouched', () => {
  expect(stopsText([])).toBe('');
  expect(plain(stopsText([2e6, 3e6]))).toBe('stopped 2 times for a proof, 5.00 ms in all; not changed');
});

it('figures leave out what does not apply', () => {
  expect(lookFigures(LOOK).map(([term]) => term)).toEqual(['Keeps alive', 'Heap', 'Roots', 'Passes']);
  const none = { ...LOOK, found: 0, unclear: 4 };
  expect(lookFigures(none).map(([term]) => term)).toEqual(['Heap', 'Roots', 'Passes', 'Not understood']);
});

it('time left is told only while it can be right', () => {
  expect(plain(timeLeft(1200, null))).toBe('1.2 s');
  expect(plain(timeLeft(1200, 1600))).toBe('1.2 s, about 0.4 s left');
  expect(plain(timeLeft(1700, 1600))).toBe('1.7 s');
});

describe('how far it is', () => {
  const far = (more: Partial<LookProgress>): LookProgress => ({
    ...{ phase: 'read', pass: 1, passes: 3, done: 3 << 20, total: 12 << 20 },
    ...more,
  });
  const share = (what: 'look' | 'proof', more: Partial<LookProgress>): number | null =>
    lookShare({ what, forMs: 1, expectedMs: null, far: far(more) });
  it('a pass is read, then marked; the next one goes on where it ends', () => {
    expect(share('look', {})).toBeCloseTo(1 / 24);
    expect(share('look', { phase: 'mark', done: 12 << 20 })).toBeCloseTo(1 / 3);
    expect(share('look', { pass: 2, done: 0 })).toBeCloseTo(1 / 3);
  });
  it('a proof has two stops more, and nothing to read is nothing done', () => {
    expect(share('proof', { pass: 4, phase: 'stop', done: 0, total: 0 })).toBeCloseTo(3 / 5);
    expect(share('proof', { pass: 5, phase: 'mark', done: 12 << 20 })).toBe(1);
    expect(lookShare({ what: 'look', forMs: 1, expectedMs: null, far: null })).toBeNull();
  });
  it('in words', () => {
    expect(plain(farText(far({})))).toBe('Pass 1 of 3: 3.00 MiB of 12.0 MiB read');
    expect(plain(farText(far({ phase: 'mark', pass: 3 })))).toBe('Pass 3 of 3: 3.00 MiB of 12.0 MiB reached');
    expect(plain(farText(far({ phase: 'stop', pass: 5 })))).toBe('Stop 2 of 2');
    expect(plain(farText(far({ pass: 4 })))).toBe('Stop 1 of 2: 3.00 MiB of 12.0 MiB read');
  });
});
