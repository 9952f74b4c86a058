import { describe, expect, it } from 'vitest';
import type { Finding } from '@core/api/findings';
import { isAbout, objectKey, rowOfGroup } from '../../../../renderer/views/waiters/match';
import { objectMarkdown } from '../../../../renderer/views/waiters/object-text';
import { drawnKind, minutesText, objectLines, releaserText, rowText } from '../../../../renderer/views/waiters/words';
import { releaser, site, waiterRow, waitingGroup } from './rows';

const senders = waitingGroup('g-k1', { count: 41_205, goroutines: [18, 19], waitMinutes: { min: 0, max: 31 } });
const bySite = waiterRow('o-9', {
  ...{ kind: 'unknown', title: 'chan send at main.work mainwork.go:88', state: '', address: '', type: '', fact: false },
  ...{ groups: [senders], waiting: 41_205 },
});

describe('an object', () => {
  it('that nothing names is drawn as what its operation speaks of, and said not to be known', () => {
    expect(drawnKind(bySite)).toBe('channel');
    expect(objectLines(bySite)).toEqual(['a channel', 'which one is not known']);
    expect(drawnKind({ ...bySite, title: 'select with no cases' })).toBe('unknown');
    expect(objectLines({ ...bySite, title: 'select with no cases' })[0]).toBe('select with no cases');
  });

  it('is called by what tells most: a channel by its elements, a lock by its address', () => {
    expect(objectLines(waiterRow('o-1'))).toEqual(['chan main.Result', 'len 0, cap 0']);
    expect(objectLines(waiterRow('o-1', { title: '60 × chan', objects: 60 }))[0]).toBe('60 × chan main.Result');
    const mutex = waiterRow('o-1', { kind: 'mutex', title: 'Mutex 0xc0', type: 'a/store.Cache', state: '' });
    expect(objectLines(mutex)).toEqual(['Mutex 0xc0', 'in store.Cache']);
    expect(objectLines(waiterRow('o-1', { kind: 'nil channel', title: 'nil channel', state: '' }))[1]).toBe(
      'never wakes',
    );
  });

  it('keeps its name from one capture to the next, whatever its handle', () => {
    expect(objectKey(waiterRow('o-1'))).toBe(objectKey(waiterRow('o-7', { waiting: 9 })));
    expect(objectKey(bySite)).toBe(objectKey({ ...bySite, object: 'o-3', waiting: 2 }));
    const held = { ...bySite, releasers: [releaser('g-k2')] };
    expect(objectKey(held), 'rows of one site with and without a releaser are two').not.toBe(objectKey(bySite));
  });
});

describe('a guess is called one', () => {
  it('in the text of a row', () => {
    expect(rowText(bySite)).toMatch(/^41,205 chan send main\.work mainwork\.go:88 probably wait for a channel/);
    expect(rowText(waiterRow('o-1'))).not.toContain('probably');
    expect(rowText(waiterRow('o-1'))).toContain('Could release it: not known.');
  });

  it('in a copy', () => {
    const text = objectMarkdown(waiterRow('o-1', { releasers: [releaser('g-k2')], certain: 'A second look.' }));
    expect(text).toBe(
      [
        '**chan main.Result**, len 0, cap 0 (`main.Result`)',
        '',
        'Waiting for it (read from the runtime):',
        '- 1 chan send in `main.work` at mainwork.go:88',
        '',
        'Who could release it:',
        '- probably g\u00a061 `main.flush` at mainflush.go:88: its stack holds the address',
        '',
        'A second look.',
        '',
      ].join('\n'),
    );
    expect(objectMarkdown(bySite)).toContain('Probably waiting for it (inferred from stacks):');
  });
});

it('who could release it: nobody found, not looked for, or nobody has to', () => {
  const of = (change: Parameters<typeof waiterRow>[1]): string => releaserText(waiterRow('o-1', change));
  expect(of({ nobody: true })).toBe('no receiver found');
  expect(of({ nobody: true, groups: [waitingGroup('g', { operation: 'chan receive' })] })).toBe('no sender found');
  expect(of({ nobody: true, kind: 'mutex' })).toBe('no holder found');
  expect(of({ nobody: true, kind: 'nil channel' })).toBe('nobody can');
  expect(of({ kind: 'timer' })).toBe('the clock');
  expect(of({})).toBe('not known');
  const many = ['a', 'b', 'c', 'd', 'e'].map((group) => releaser(group, { count: 2, goroutines: [] }));
  expect(of({ releasers: many, releasersFolded: 4 })).toMatch(/^2 main\.flush; 2 main\.flush; 2 main\.flush; 6 more$/);
});

it('waits as they are printed', () => {
  expect(minutesText(null)).toBe('<1\u00a0min');
  expect(minutesText({ min: 0, max: 31 })).toBe('0–31\u00a0min');
  expect(minutesText({ min: 2, max: 2 })).toBe('2\u00a0min');
  expect(minutesText({ min: 5, max: 784 })).toBe('13\u00a0h 04\u00a0min');
});

describe('the row of a group that was selected elsewhere', () => {
  const rows = [
    waiterRow('o-1', { groups: [waitingGroup('g-k1', { goroutines: [1, 2], site: site('main.a', 3) })] }),
    waiterRow('o-2', { groups: [waitingGroup('g-k2', { goroutines: [3], site: site('main.b', 4) })] }),
  ];
  const group = { group: 'g-k2', site: null, operation: 'chan send' } as const;
  it('has the same stack', () => expect(rowOfGroup(rows, group, [])?.object).toBe('o-2'));
  it('else has one of its goroutines: groups by site or creator', () =>
    expect(rowOfGroup(rows, { ...group, group: 'g-s9' }, [2])?.object).toBe('o-1'));
  it('else waits at the same place, where there are no ids', () => {
    expect(rowOfGroup(rows, { ...group, group: 'g-s9', site: site('main.b', 4) }, [])?.object).toBe('o-2');
    expect(rowOfGroup(rows, { ...group, group: 'g-s9', site: site('main.b', 5) }, [])).toBeUndefined();
    const receives = { ...group, group: 'g-s9', site: site('main.b', 4), operation: 'chan receive' } as const;
    expect(rowOfGroup(rows, receives, [])).toBeUndefined();
  });
});

it('a finding is about those who wait, whatever it groups them by', () => {
  const row = waiterRow('o-1', { groups: [senders] });
  const finding = aFinding();
  expect(isAbout({ ...finding, goroutines: [19] }, row)).toBe(true);
  expect(isAbout({ ...finding, site: site('main.work', 88) }, row)).toBe(true);
  expect(isAbout({ ...finding, site: site('main.work', 89) }, row)).toBe(false);
  expect(isAbout({ ...finding, goroutines: [20] }, row)).toBe(false);
});

function aFinding(): Finding {
  return {
    ...{ id: 'f-1', rule: 'abandoned-sender', tier: 'strong', severity: 'error', title: '', summary: '', advice: [] },
    ...{ operation: 'chan send', site: null, entry: null, creator: null, count: 1, atLeast: false, series: [] },
    ...{ growthPerMinute: null, bytes: null, goroutines: [], evidence: [], certainty: '', stack: [], fix: null },
    affected: null,
  };
}
