import type { HolderCertainty } from './lock-types';

/** A goroutine that may hold a lock, and the frame that says so. */
export interface Candidate {
  readonly row: number;
  readonly depth: number;
  readonly frame: number;
  readonly certainty: HolderCertainty;
  readonly passed: boolean;
}

/** Who may hold one lock: the best, and how many there are. */
export interface Candidates {
  /** Best first. */
  readonly best: Candidate[];
  count: number;
  /** Of these, in a function past the line where others wait. */
  passed: number;
  /** Of these, known by their type alone. */
  typed: number;
  /** Row that was added last: rows come in order, each counts once. */
  last: number;
}

/** Of one lock: other goroutines, and those that wait for it themselves. */
export interface HoldersOf {
  readonly others: Candidates;
  readonly own: Candidates;
}

/** Holders that are named of a lock. */
export const MOST_HOLDERS = 8;
const SCORES: Readonly<Record<HolderCertainty, number>> = {
  certain: 8,
  'same address': 3,
  'same receiver': 2,
  'same type': 1,
};

/** The more, the surer. */
export function score({ certainty, passed }: Candidate): number {
  return SCORES[certainty] + (passed ? 4 : 0);
}

export function none(): Candidates {
  return { best: [], count: 0, passed: 0, typed: 0, last: -1 };
}

export const NOBODY: HoldersOf = { others: none(), own: none() };

/** Adds a candidate, or replaces the one of the same row when that says less. */
export function keep(into: Candidates, candidate: Candidate): void {
  if (into.last === candidate.row) {
    const known = into.best.findIndex(({ row }) => row === candidate.row);
    if (known < 0 || score(into.best[known]) >= score(candidate)) return;
    if (into.best[known].passed) into.passed--;
    if (into.best[known].certainty === 'same type') into.typed--;
    into.best.splice(known, 1);
  } else into.count++;
  into.last = candidate.row;
  if (candidate.passed) into.passed++;
  if (candidate.certainty === 'same type') into.typed++;
  const { best } = into;
  const value = score(candidate);
  if (best.length === MOST_HOLDERS && score(best[MOST_HOLDERS - 1]) >= value) return;
  let at = best.length;
  while (at > 0 && score(best[at - 1]) < value) at--;
  best.splice(at, 0, candidate);
  if (best.length > MOST_HOLDERS) best.length = MOST_HOLDERS;
}
