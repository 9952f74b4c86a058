import type { Operation } from './operation';

/** Tiers as product.md defines them. Order: surest first. */
export const TIERS = ['proven', 'strong', 'suspect', 'info'] as const;
export type Tier = (typeof TIERS)[number];

/** A place in code. `line` 0 = unknown. */
export interface CodeRef {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** Where a click on evidence leads. `handle` is what the named view accepts as its selection. */
export interface EvidenceTarget {
  readonly view: 'goroutines' | 'flame' | 'top';
  readonly capture: number;
  readonly handle: string;
}

export interface Evidence {
  /** One sentence. */
  readonly text: string;
  /** Short text of the link: `1 group`, `leak profile`; `` when there is no target. */
  readonly link: string;
  readonly target: EvidenceTarget | null;
  /** What it adds for a leak (positive) or against one (negative), in the points of rules/README.md; absent where nothing is added up. */
  readonly points?: number;
}

/** What keeps the object that goroutines wait for, as found in the memory of their process. */
export interface KeptBy {
  /** One of them, and how many of those that were looked at have a way from the same root. */
  readonly goroutine: number;
  readonly goroutines: number;
  /** From what runs to what is waited for: `global main.registry`, `object of 48 B`, `channel`. */
  readonly path: readonly string[];
}

/** Goroutines that can never wake: as read from the memory of the process, beside the runtime's own `goroutineleak` profile. */
export interface LeakComparison {
  /** How sure memory is. */
  readonly grade: 'proven' | 'strong';
  /** Goroutines that both name, by site; and those that one of them names. */
  readonly both: number;
  readonly onlyMemory: number;
  readonly onlyRuntime: number;
  /** Sites where they differ, largest difference first, with how many each names; and how many more such sites there are. */
  readonly differences: readonly {
    readonly site: CodeRef | null;
    readonly operation: Operation;
    readonly memory: number;
    readonly runtime: number;
  }[];
  readonly folded: number;
}

/** A sketch of the fix, as a small diff. `kind` ' ' context, '-' old, '+' new. */
export interface FixSketch {
  readonly title: string;
  readonly lines: readonly { readonly kind: ' ' | '-' | '+'; readonly text: string }[];
}

/** One frame of a representative stack, leaf first. */
export interface StackFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly inlined: boolean;
  /** Who owns the code, for folding and accents. */
  readonly origin: Origin;
}

/** `own` the program's module · `dependency` · `std` standard library · `runtime` the runtime package and its helpers. */
export type Origin = 'own' | 'dependency' | 'std' | 'runtime';

/** A finding: `parkscope.findings/1` plus what the window needs for its story. Additions never break the schema. */
export interface Finding {
  /** Stable for the same rule and key across captures of the same program: `chan-send-blocked-1f3a9c`. */
  readonly id: string;
  readonly rule: string;
  readonly tier: Tier;
  readonly severity: 'error' | 'warning' | 'note';
  /** The whole sentence of ui.md §10 without the fix. */
  readonly title: string;
  /** Count and verb for lists: `41,205 blocked in chan send`. */
  readonly summary: string;
  /** What to do, imperative, most useful first. */
  readonly advice: readonly string[];
  readonly operation: Operation;
  readonly site: CodeRef | null;
  readonly entry: CodeRef | null;
  readonly creator: CodeRef | null;
  readonly count: number;
  /** True when the count is a lower bound (truncated capture). */
  readonly atLeast: boolean;
  /** Count in every goroutine capture of the document, in its order; `input` = index in `inputs`. */
  readonly series: readonly { readonly input: number; readonly count: number }[];
  readonly growthPerMinute: number | null;
  /** What the series says, from two captures on; absent where there is none. */
  readonly growth?: GrowthTest;
  /** Growth of `bytes`, and when memory ends at that rate; absent where unknown. */
  readonly bytesPerMinute?: number;
  readonly limit?: { readonly bytes: number; readonly minutesAway: number; readonly what: string };
  /** Who should have woken them and is nowhere: the function that started them, on no stack of the capture. */
  readonly missing?: CodeRef;
  /** Memory it holds, bytes, as far as known (an estimate says so in its evidence). */
  readonly bytes: number | null;
  /** At most 100 goroutine ids, ascending; empty where the format has none. */
  readonly goroutines: readonly number[];
  readonly evidence: readonly Evidence[];
  /** Of what nothing in the process can reach: what only these goroutines keep, measured; `bytes` is its sum. */
  readonly retained?: { readonly heapBytes: number; readonly stackBytes: number };
  /** Why it is not proven: what still reaches what they wait for, at most three; absent where no look at memory told it. */
  readonly keptBy?: readonly KeptBy[];
  /** What would make this certain; `` for proven ones. */
  readonly certainty: string;
  /** Representative stack, leaf first; empty where the finding is not about one. */
  readonly stack: readonly StackFrame[];
  readonly fix: FixSketch | null;
  /** Share by label, largest first, for the label that splits it best; null without labels. */
  readonly affected: AffectedBy | null;
}

/** Theil–Sen slope and Mann–Kendall test of the counts. */
export interface GrowthTest {
  /** Chance of such an order without a trend; null below three captures. */
  readonly p: number | null;
  /** `growing` · `plateau` has risen and stands · `sawtooth` · `falling` · `steady` · `unclear`. */
  readonly shape: 'growing' | 'plateau' | 'sawtooth' | 'falling' | 'steady' | 'unclear';
}

/** Goroutines by the values of one label. */
export interface AffectedBy {
  readonly key: string;
  /** Largest first, at most 20. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** Values that are not listed, and their goroutines. */
  readonly rest: { readonly values: number; readonly count: number };
}
