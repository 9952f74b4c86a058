import { sketch } from '../advice';
import { pattern } from '../pattern';
import { item } from '../evidence';

const GO = /^golang\.org\/x\/sync\/errgroup\.\(\*Group\)\.Go$/;
const ANY = /^golang\.org\/x\/sync\/errgroup\.\(\*Group\)\./;
const BODY = /^golang\.org\/x\/sync\/errgroup\.\(\*Group\)\.(?:Try)?Go\.func\d+$/;

export const errgroupStall = pattern({
  id: 'errgroup-stall',
  numbers: [15],
  reports:
    'Calls of Go on a limited errgroup made by its own members: all places are taken by goroutines that wait for a place.',
  traps: 'A group at its limit whose members work: the next call waits for one of them.',
  operations: ['chan send', 'waitgroup wait'],
  frames: [ANY],
  matches: (facts) =>
    facts.operation === 'chan send'
      ? facts.has(GO)
      : facts.related.concat(facts.workers).some((other) => other.operation === 'chan send' && other.has(GO)),
  evidence: (facts) =>
    facts.operation === 'chan send' && facts.has(BODY)
      ? {
          items: [
            item(
              'nestedGo',
              4,
              'A member of an errgroup calls Go itself: where that is the same group, all places wait for a place.',
            ),
          ],
          decisive: true,
        }
      : { items: [item('atLimit', 1, 'Members of the group wait in Go for a place.')], decisive: false },
  cause: 'all places of the group wait for a place',
  creatorsTell: true,
  advice: {
    steps: [
      'Do not call Go on a limited group from its own members: collect the work and start it from outside, or use TryGo and do it here otherwise.',
    ],
    fix: sketch(
      'Do the work here when there is no place.',
      '-g.Go(func() error { return walk(child) })',
      '+if !g.TryGo(func() error { return walk(child) }) {',
      '+\terr = walk(child)',
      '+}',
    ),
  },
});

export const ERRGROUP_MARKS = [GO, BODY];
