import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { GoroutineGroupRow, GroupBy } from '@core/api/queries';
import { t } from '../../i18n/t';

/** `0–31 min`, `118 min`, `2 h 06 min`; `<1 min` where a dump prints none. */
export function waitText(wait: GoroutineGroupRow['waitMinutes']): string {
  if (wait === null) return '<1\u00a0min';
  if (wait.min === wait.max) return minutes(wait.max);
  if (wait.max < 600) return `${wait.min}–${wait.max}\u00a0min`;
  return `${minutes(wait.min)} – ${minutes(wait.max)}`;
}

function minutes(value: number): string {
  if (value < 600) return `${value}\u00a0min`;
  return t('{hours}\u00a0h {minutes}\u00a0min', {
    hours: Math.floor(value / 60),
    minutes: String(value % 60).padStart(2, '0'),
  });
}

/** The captures that `row.series` counts, in its order: those with goroutines of the same kind. */
export function seriesCaptures(info: DocumentInfo, shown: CaptureInfo): readonly CaptureInfo[] {
  return info.captures.filter((capture) => capture.counts.goroutines !== null && capture.kind === shown.kind);
}

/** Minutes from the first to the last capture; null when a time is missing or they do not differ. */
export function seriesMinutes(captures: readonly CaptureInfo[]): number | null {
  const first = captures[0]?.timeMs ?? null;
  const last = captures[captures.length - 1]?.timeMs ?? null;
  if (first === null || last === null || last <= first) return null;
  return (last - first) / 60_000;
}

/** Growth over the whole series, as findings state it; null when it cannot be told. */
export function perMinute(series: readonly number[], minutesBetween: number | null): number | null {
  if (minutesBetween === null || series.length < 2) return null;
  return (series[series.length - 1]! - series[0]!) / minutesBetween;
}

/** A rate as it is printed and coloured: what is under half a goroutine a minute is none. */
export function roundedRate(rate: number): number {
  return Math.abs(rate) < 0.5 ? 0 : Math.round(rate);
}

/** What a handle's group was grouped by (`g-k…` stack, `s` site, `c` creator, `w` state, `l` a label), or null for a label or no handle. */
export function groupByOfHandle(handle: string | null): GroupBy | null {
  switch (handle?.slice(0, 3)) {
    case 'g-k':
      return 'stack';
    case 'g-s':
      return 'site';
    case 'g-c':
      return 'creator';
    case 'g-w':
      return 'state';
    default:
      return null;
  }
}

/**
 * Columns of stacks: the ones that were put there, and the selected group in the first free one, so that moving through the table
 * always shows a stack. `pinned` = put there with 1–3.
 */
export function stackColumns(
  columns: readonly (string | null)[],
  selected: string | null,
): readonly { readonly group: string; readonly pinned: boolean; readonly number: number }[] {
  const out: { group: string; pinned: boolean; number: number }[] = [];
  let free = selected !== null && !columns.includes(selected);
  for (let i = 0; i < 3; i++) {
    const group = columns[i] ?? null;
    if (group !== null) out.push({ group, pinned: true, number: i + 1 });
    else if (free && selected !== null) {
      free = false;
      out.push({ group: selected, pinned: false, number: i + 1 });
    }
  }
  return out;
}

/** Puts a group into column `at` (0–2), takes it out when it is there already; it is never in two columns. */
export function putColumn(columns: readonly (string | null)[], at: number, group: string): readonly (string | null)[] {
  const there = columns[at] === group;
  return [0, 1, 2].map((i) => {
    if (i === at) return there ? null : group;
    return columns[i] === group ? null : (columns[i] ?? null);
  });
}
