import { formatBytes, formatShare } from '@core/base/format';
import type { Finding } from '@core/api/findings';
import { processStat, type ProcessStat } from '@core/analysis/process-stat';
import type { Advice } from './advice';
import type { RuleContext } from './context';
import { statement } from './group-finding';
import { sketch } from './heap-finding';
import { processFinding } from './process-finding';
import type { Rule } from './rule';

/** A gap worth a word: this much, and this share of what is resident. */
const GAP = 64 * 2 ** 20;
const GAP_SHARE = 0.2;
/** Of the heap in spans, not used by objects; of the heap that is free, not given back. */
const LOOSE = 128 * 2 ** 20;
const LOOSE_SHARE = 0.3;

/**
 * Resident memory far above what the Go runtime holds (leak-detection.md §2.4, pattern 60): what is resident less Sys − HeapReleased. With
 * only the peak (MaxRSS of heap text) the comparison is with Sys, which never falls: below it the peak may have been Go's own.
 */
export const rssGap: Rule = {
  id: 'rss-gap',
  reports:
    'Resident memory far above what the Go runtime knows of: C code, mapped files, threads; and Go’s own memory that is free but not given back.',
  traps:
    'Up to Go 1.15 pages given back stay resident until the system needs them (MADV_FREE); MaxRSS is a peak, of which Go’s part may have been given back since: only what is above Sys, the most Go ever had, counts.',
  needs: [],
  run(context) {
    const stat = processStat(context.analyses);
    const found = resident(stat) ?? peak(context, stat);
    return found === null ? loose(context) : [found];
  },
};

const OUTSIDE_ADVICE: Advice = {
  steps: [
    'Look outside of Go: memory of C libraries (cgo), mapped files, stacks of threads. /proc/PID/smaps of the process names them.',
    'Count threads (threadcreate profile, go_threads): each has a stack of the system’s size.',
    'With jemalloc or glibc behind cgo: bound their arenas (MALLOC_ARENA_MAX=2).',
  ],
  fix: null,
};

const LOOSE_ADVICE: Advice = {
  steps: [
    'Set GOMEMLIMIT: near it the runtime gives free memory back at once.',
    'debug.FreeOSMemory() after a peak that does not come again gives it back.',
    'Fragmentation (spans with few objects) goes when the long-lived objects among the short-lived are made elsewhere, or at once.',
  ],
  fix: sketch('Tell the runtime what it may use.', '+GOMEMLIMIT=900MiB', ' ./service'),
};

function resident(stat: ProcessStat): Finding | null {
  const rss = stat.last('rss');
  const held = stat.last('mapped');
  const gap = rss - held;
  if (!(gap > Math.max(GAP, GAP_SHARE * rss))) return null;
  return outside('suspect', rss, held, gap, 'Resident memory', 'what the Go runtime has mapped and not given back');
}

function peak(context: RuleContext, stat: ProcessStat): Finding | null {
  const most = stat.last('rss-peak');
  const sys = context.memStats?.values.Sys ?? NaN;
  const gap = most - sys;
  if (!(gap > Math.max(GAP, GAP_SHARE * most)) || !Number.isNaN(stat.last('rss'))) return null;
  return outside(
    'suspect',
    most,
    sys,
    gap,
    'The peak of resident memory (MaxRSS)',
    'Sys, the most the Go runtime ever had',
  );
}

function outside(
  tier: Finding['tier'],
  rss: number,
  held: number,
  gap: number,
  what: string,
  against: string,
): Finding {
  return processFinding({
    rule: rssGap.id,
    what: 'outside',
    tier,
    title: `${formatBytes(gap)} of ${formatBytes(rss)} resident memory are not Go’s: no heap profile shows them.`,
    summary: `${formatBytes(gap)} outside of Go`,
    bytes: Math.round(gap),
    evidence: [
      statement(`${what} is ${formatBytes(rss)}; ${against} is ${formatBytes(held)} (${formatShare(held, rss)}).`),
    ],
    certainty:
      '/proc/PID/smaps_rollup and smaps of the process at the same moment: mappings that are neither the Go heap nor the binary.',
    advice: OUTSIDE_ADVICE,
  });
}

/** Go's own memory that holds nothing: fragmentation, and idle spans not given back. */
function loose(context: RuleContext): Finding[] {
  const values = context.memStats?.values;
  if (values === undefined) return [];
  const { HeapInuse = NaN, HeapAlloc = NaN, HeapIdle = NaN, HeapReleased = NaN } = values;
  const found: Finding[] = [];
  const unused = HeapInuse - HeapAlloc;
  if (unused > Math.max(LOOSE, LOOSE_SHARE * HeapInuse))
    found.push(
      processFinding({
        rule: rssGap.id,
        what: 'fragmentation',
        tier: 'info',
        title: `${formatBytes(unused)} of ${formatBytes(HeapInuse)} heap in use hold no objects: it is fragmented.`,
        summary: `${formatBytes(unused)} fragmented`,
        bytes: Math.round(unused),
        evidence: [statement(`HeapInuse ${formatBytes(HeapInuse)}, HeapAlloc ${formatBytes(HeapAlloc)}.`)],
        certainty:
          'The same figures right after a collection (heap?gc=1): what is garbage then is gone, what is fragmented stays.',
        advice: LOOSE_ADVICE,
      }),
    );
  const idle = HeapIdle - HeapReleased;
  if (idle > Math.max(LOOSE, LOOSE_SHARE * (HeapInuse + idle)))
    found.push(
      processFinding({
        rule: rssGap.id,
        what: 'idle',
        tier: 'info',
        title: `${formatBytes(idle)} of heap are free and not given back to the system: a peak has passed.`,
        summary: `${formatBytes(idle)} free, not given back`,
        bytes: Math.round(idle),
        evidence: [
          statement(
            `HeapIdle ${formatBytes(HeapIdle)}, of which HeapReleased ${formatBytes(HeapReleased)}; HeapInuse ${formatBytes(HeapInuse)}. The scavenger gives it back by and by.`,
          ),
        ],
        certainty: 'The same figures some minutes later: what the scavenger gives back by itself was no problem.',
        advice: LOOSE_ADVICE,
      }),
    );
  return found;
}
