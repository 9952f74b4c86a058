import type { CodeRef, Evidence } from '@core/api/findings';
import { statement } from './group-finding';

/** One observation and what it adds. */
export interface Item {
  readonly id: string;
  readonly points: number;
  readonly evidence: Evidence;
}

/** What a pattern adds to what holds for all groups. */
export interface PatternEvidence {
  readonly items: readonly Item[];
  /** It shows by itself that nobody is left to wake them: with the same members in three captures that makes `strong`. */
  readonly decisive: boolean;
  /** Who should have woken them and is gone, where an earlier capture shows it. */
  readonly missing?: CodeRef;
}

export const NO_EVIDENCE: PatternEvidence = { items: [], decisive: false };

export function item(id: string, points: number, text: string): Item {
  return { id, points, evidence: statement(text) };
}
