import type { Finding } from '@core/api/findings';

/** Findings of the tier `info` that are listed before the list is asked to open them all. */
const INFO_SHOWN = 3;

export interface Shown {
  /** What the list shows, in its order: keys move over these. */
  readonly findings: readonly Finding[];
  /** Of the tier `info`, behind the button at their end. */
  readonly hidden: number;
  /** There is something to fold, and it is open. */
  readonly open: boolean;
}

/** Everything that may be a leak, and the first few of what waits without evidence; all of these when asked for or when one is selected. */
export function shownFindings(all: readonly Finding[], open: boolean, selected: string | null): Shown {
  const infos = all.filter(({ tier }) => tier === 'info');
  const beyond = infos.slice(INFO_SHOWN);
  if (beyond.length === 0) return { findings: all, hidden: 0, open: false };
  if (open || beyond.some(({ id }) => id === selected)) return { findings: all, hidden: 0, open: true };
  return { findings: all.filter((finding) => !beyond.includes(finding)), hidden: beyond.length, open: false };
}
