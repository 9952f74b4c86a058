import { RUNTIME, STD } from '@core/analysis/origin';
import { samplingOf, type PlaceOf } from '@core/analysis/heap-series';
import { processStat } from '@core/analysis/process-stat';
import { sampleStacks } from '@core/analysis/sample-stacks';
import type { Analyses } from '@core/analysis/analyses';
import type { RuleContext } from './context';
import { STACK_MIN } from './cost';

/** Profiles and traces that the process makes of itself: what they hold belongs to whoever looks, not to the program. */
const OBSERVER = /^(?:runtime\/(?:pprof|trace)|net\/http\/pprof)\./;
/** The g of a goroutine. Never freed, only used again (golang/go#9869), so its number is the most that ever were at once. */
const MALG = /^runtime\.malg$/;
/** About its size (runtime/runtime2.go), in every version. */
const G_BYTES = 440;
const POOL = /^sync\.\(\*Pool\)\.Get$/;

/** Per function, whether its name matches; null where none does, which spares a walk over millions of stacks. */
function functionsLike({ capture: { functions, strings } }: Analyses, name: RegExp): Uint8Array | null {
  const matches = new Uint8Array(functions.count);
  let any = false;
  for (let i = 0; i < functions.count; i++) {
    if (!name.test(strings.get(functions.name[i]))) continue;
    matches[i] = 1;
    any = true;
  }
  return any ? matches : null;
}

/** Allocations by the first frame of the program or a dependency; category `pool` below sync.Pool, else ``. Not the runtime's own. */
export function allocationPlaces(analysis: Analyses): PlaceOf {
  const { origins, capture } = analysis;
  const { func } = capture.frames;
  const stacks = sampleStacks(analysis);
  const observer = stacks.through(functionsLike(analysis, OBSERVER));
  const pool = stacks.through(functionsLike(analysis, POOL));
  return (sample) => {
    const frame = stacks.site(sample);
    if (frame < 0 || observer(sample) || origins.origin[func[frame]] === RUNTIME) return null;
    return { frame, category: pool(sample) ? 'pool' : '' };
  };
}

/** What a stack of a context or timer is counted as: `timer` and `context` are one object each, `rest` is what comes with them. */
type HeldCategory = 'timer' | 'context' | 'rest';

const CONTEXT_PACKAGE = /^context\./;
/** The object each context with a deadline has exactly one of, and the same for one without, which is larger than its closures. */
const TIMER = /^time\.(newTimer|AfterFunc)$/;
const CANCEL_CONTEXT = /^context\.(withCancel|WithCancel|WithCancelCause|WithDeadlineCause|WithDeadline|newCancelCtx)$/;
const CLOSURE_BYTES = 40;

/**
 * Objects of package context by whoever called context.With…. The standard library cancels what it makes (net/http holds a context per
 * connection), so its calls are left out.
 */
export function contextPlaces(analysis: Analyses): PlaceOf | null {
  return callers(analysis, CONTEXT_PACKAGE, (names, size): HeldCategory => {
    if (size <= CLOSURE_BYTES) return 'rest';
    const leaf = leafName(names);
    return TIMER.test(leaf) ? 'timer' : CANCEL_CONTEXT.test(leaf) ? 'context' : 'rest';
  });
}

/** How a timer was made. */
export const TIMER_KINDS = ['NewTicker', 'Tick', 'After', 'NewTimer', 'AfterFunc'] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

const TIME_PACKAGE = /^time\./;
/** Since Go 1.23 every timer is made by time.newTimer (a function of the runtime); the leaf of older ones is their constructor. */
const NEW_TIMER = /^time\.newTimer$/;

/**
 * Timers by whoever called package time: categories `KIND object` for the timer where it is told from the rest (`time.newTimer`), `KIND
 * leaf` for what its constructor made (before Go 1.23 the timer and, but for AfterFunc, its channel), `KIND rest`. Timers of contexts
 * are contexts.
 */
export function timerPlaces(analysis: Analyses): PlaceOf | null {
  const inner = callers(analysis, TIME_PACKAGE, (names) => {
    const kind = timerKind(names);
    if (kind === null) return null;
    const leaf = leafName(names);
    return `${kind} ${NEW_TIMER.test(leaf) ? 'object' : TIME_PACKAGE.test(leaf) && leaf !== 'time.startTimer' ? 'leaf' : 'rest'}`;
  });
  if (inner === null) return null;
  const context = sampleStacks(analysis).through(functionsLike(analysis, CONTEXT_PACKAGE));
  return (sample, size) => (context(sample) ? null : inner(sample, size));
}

/** `names`: of the frames of a stack, leaf first. */
function timerKind(names: readonly string[]): TimerKind | null {
  let kind: TimerKind | null = null;
  // The outermost frame of the package says what was asked for: After calls NewTimer, Tick calls NewTicker.
  for (const name of names) {
    if (TIME_PACKAGE.test(name)) kind = TIMER_KINDS.find((one) => name === `time.${one}`) ?? kind;
    else if (kind !== null) break;
  }
  return kind;
}

/** Formats differ in whether they show the runtime's own frames at the leaf: the first that is none of them, or the root. */
function leafName(names: readonly string[]): string {
  return names.find((name) => !name.startsWith('runtime.')) ?? names[names.length - 1];
}

/** Samples through a package, by the caller of its outermost frame; null where no function is of it. `names`: leaf first. */
function callers(
  analysis: Analyses,
  within: RegExp,
  categoryOf: (names: readonly string[], size: number) => string | null,
): PlaceOf | null {
  const matches = functionsLike(analysis, within);
  if (matches === null) return null;
  const { capture, origins } = analysis;
  const { functions, strings } = capture;
  const { func } = capture.frames;
  const stacks = sampleStacks(analysis);
  const through = stacks.through(matches);
  return (sample, size) => {
    if (!through(sample)) return null;
    const frames = stacks.frames(sample);
    const first = frames.findIndex((frame) => matches[func[frame]] === 1);
    const caller = frames.slice(first).find((frame) => matches[func[frame]] === 0);
    if (caller === undefined || origins.origin[func[caller]] === STD) return null;
    const category = categoryOf(
      frames.map((frame) => strings.get(functions.name[func[frame]])),
      size,
    );
    return category === null ? null : { frame: caller, category };
  };
}

/** Goroutines there are, or at most; `peak` where only the memory of all that ever were at once tells. */
export interface GoroutinesKnown {
  readonly count: number;
  readonly peak: boolean;
}

/** Of the goroutine capture or the metrics; else the fewer of those whose g the heap profile shows and those StackInuse has room for. */
export function goroutinesKnown(context: RuleContext, analysis: Analyses): GoroutinesKnown {
  const counted = context.goroutines?.table.total ?? processStat(context.analyses).last('goroutines');
  if (Number.isFinite(counted)) return { count: counted, peak: false };
  const { objects, deviation } = heapGoroutines(analysis);
  const room = (context.memStats?.values.StackInuse ?? Infinity) / STACK_MIN;
  return { count: Math.min(Math.round(objects + deviation), Math.floor(room)), peak: true };
}

/** Objects may be one a goroutine or two: above this they are not. */
const PER_GOROUTINE = 2;

/** Whether a place certainly holds more objects than `goroutines` could use, `times` over, within its sampling error. */
export function outnumber(
  count: number,
  { sampled }: { readonly sampled: number },
  goroutines: number,
  times = 1,
): boolean {
  return count * atLeast(sampled) > times * PER_GOROUTINE * goroutines;
}

/**
 * Share of an estimate from k sampled objects that is there with 95 % confidence: the lower limit of a Poisson mean over k, by Wilson and
 * Hilferty's approximation (0.17 of two, 0.54 of ten).
 */
function atLeast(sampled: number): number {
  const k = Math.max(1, sampled);
  return Math.max(0, 1 - 1 / (9 * k) - 1.645 / (3 * Math.sqrt(k))) ** 3;
}

/** The g's of a heap profile: about so many, with its standard deviation (where none was sampled, what one would have counted for). */
export function heapGoroutines(analysis: Analyses): {
  readonly objects: number;
  readonly bytes: number;
  readonly deviation: number;
} {
  const { samples } = analysis.capture;
  const objects = samples.values[samples.types.findIndex(({ type }) => type === 'inuse_objects')];
  const bytes = samples.values[samples.types.findIndex(({ type }) => type === 'inuse_space')];
  const found = { objects: 0, bytes: 0, deviation: 0 };
  if (objects === undefined || bytes === undefined) return found;
  const malg = sampleStacks(analysis).through(functionsLike(analysis, MALG));
  let variance = 0;
  for (let s = 0; s < samples.count; s++) {
    if (!malg(s) || objects[s] <= 0) continue;
    found.objects += objects[s];
    found.bytes += bytes[s];
    variance += samplingOf(objects[s], bytes[s], samples.period).variance / (bytes[s] / objects[s]) ** 2;
  }
  found.objects = Math.round(found.objects);
  found.deviation = found.objects > 0 ? Math.sqrt(variance) : Math.max(1, samples.period / G_BYTES);
  return found;
}

/** Goroutines of the judged capture that have a function on their stack; null without a goroutine capture. */
export function goroutinesInside(context: RuleContext, name: string): number | null {
  const view = context.goroutines;
  if (view === null) return null;
  const { capture } = view.analysis;
  const { stacks, frames, functions, strings } = capture;
  const inside = new Uint8Array(stacks.count);
  for (let i = 1; i < stacks.count; i++)
    if (inside[stacks.prefix[i]] === 1 || strings.get(functions.name[frames.func[stacks.frame[i]]]) === name)
      inside[i] = 1;
  let count = 0;
  for (let i = 0; i < view.table.count; i++) if (inside[view.table.stack[i]] === 1) count += view.table.weight[i];
  return count;
}
