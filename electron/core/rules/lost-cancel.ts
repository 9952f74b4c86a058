import { formatBytes, formatCount } from '@core/base/format';
import { baseName, shortName } from '@core/base/go-name';
import type { Finding } from '@core/api/findings';
import { textKey } from '@core/analysis/hash';
import { STD } from '@core/analysis/origin';
import { codeRef, stackFrames } from '@core/analysis/site';
import type { Analyses } from '@core/analysis/analyses';
import { LOST_CANCEL_ADVICE } from './advice';
import { place, severityOf, statement } from './group-finding';
import type { Rule } from './rule';
import { LOST_CANCEL_OBJECTS, MOST_FINDINGS } from './thresholds';

/** Objects of the context package that are still held, by the function that made the context. */
interface Held {
  /** Frame of the caller of context.With…. */
  readonly frame: number;
  stack: number;
  /** With a deadline: contexts are counted by their timers. */
  timers: number;
  contexts: number;
  bytes: number;
  heaviest: number;
}

/**
 * Contexts whose cancel was never called stay in their parent and, with a deadline, in the timer heap. No goroutine shows that;
 * a heap profile does (leak-detection.md §2.3, patterns 37 and 38): objects made under context.WithDeadlineCause, context.withCancel
 * and (*cancelCtx).propagateCancel.
 */
export const lostCancel: Rule = {
  id: 'lost-cancel',
  reports: 'Contexts and their timers that a heap profile shows as still held: cancel was probably never called.',
  traps:
    'Many requests at once with long deadlines hold as many contexts and cancel each in time: one profile cannot tell, so it stays suspect.',
  needs: ['heap'],
  run(context) {
    if (context.heap === null) return [];
    const { analysis, index } = context.heap;
    const places = heldContexts(analysis)
      .filter((held) => countOf(held) >= LOST_CANCEL_OBJECTS)
      .sort((a, b) => b.bytes - a.bytes);
    context.folded.suspect += Math.max(0, places.length - MOST_FINDINGS);
    return places.slice(0, MOST_FINDINGS).map((held) => found(analysis, index, held));
  },
};

const CONTEXT_PACKAGE = 'context.';
/** The object each context with a deadline has exactly one of, and the same for one without. */
const TIMER = /^time\.(newTimer|AfterFunc)$/;
const CANCEL_CONTEXT = /^context\.(withCancel|WithCancel|WithCancelCause|WithDeadlineCause|WithDeadline|newCancelCtx)$/;

function heldContexts(analysis: Analyses): Held[] {
  const { capture } = analysis;
  const { samples, stacks, frames, functions, strings } = capture;
  const objects = samples.values[samples.types.findIndex((type) => type.type === 'inuse_objects')];
  const space = samples.values[samples.types.findIndex((type) => type.type === 'inuse_space')];
  if (objects === undefined || space === undefined) return [];
  const isContext = new Uint8Array(functions.count);
  for (let i = 0; i < functions.count; i++)
    isContext[i] = strings.get(functions.name[i]).startsWith(CONTEXT_PACKAGE) ? 1 : 0;

  const byFrame = new Map<number, Held>();
  for (let s = 0; s < samples.count; s++) {
    // Leaf to root: the outermost frame of package context, and its caller.
    let inner = -1;
    let caller = -1;
    const stack = samples.stack[s];
    for (let at = stack; at !== 0; at = stacks.prefix[at]) {
      const frame = stacks.frame[at];
      if (isContext[frames.func[frame]] === 1) {
        inner = frame;
        caller = stacks.prefix[at] === 0 ? -1 : stacks.frame[stacks.prefix[at]];
      } else if (inner >= 0) break;
    }
    // The standard library cancels what it makes: net/http holds a context per connection.
    if (inner < 0 || caller < 0 || analysis.origins.origin[frames.func[caller]] === STD) continue;
    const key = frames.func[caller] * 0x100000 + frames.line[caller];
    let held = byFrame.get(key);
    if (held === undefined) {
      held = { frame: caller, stack, timers: 0, contexts: 0, bytes: 0, heaviest: 0 };
      byFrame.set(key, held);
    }
    // The inlined leaf may be a helper of package time; the allocating function is the innermost named one.
    const leaf = strings.get(functions.name[frames.func[stacks.frame[stack]]]);
    if (TIMER.test(leaf)) held.timers += objects[s];
    else if (CANCEL_CONTEXT.test(leaf)) held.contexts += objects[s];
    held.bytes += space[s];
    if (space[s] > held.heaviest) {
      held.heaviest = space[s];
      held.stack = stack;
    }
  }
  return [...byFrame.values()];
}

function countOf(held: Held): number {
  return Math.round(held.timers > 0 ? held.timers : held.contexts);
}

function found(analysis: Analyses, index: number, held: Held): Finding {
  const count = countOf(held);
  const { capture } = analysis;
  const site = codeRef(capture, held.frame);
  const name = site === null ? '' : site.function;
  const what = held.timers > 0 ? 'contexts with a timer' : 'cancellable contexts';
  return {
    id: `${lostCancel.id}-${textKey(`${name}:${site === null ? 0 : baseName(site.file)}:${site?.line ?? 0}`)}`,
    rule: lostCancel.id,
    tier: 'suspect',
    severity: severityOf('suspect'),
    title: `${formatCount(count)} ${what} made at ${site === null ? '?' : place(site)} are still held, ${formatBytes(held.bytes)}; their cancel was probably never called.`,
    summary: `${formatCount(count)} ${what} still held`,
    advice: LOST_CANCEL_ADVICE.steps,
    operation: 'other',
    site,
    entry: null,
    creator: null,
    count,
    atLeast: false,
    series: [],
    growthPerMinute: null,
    bytes: Math.round(held.bytes),
    goroutines: [],
    evidence: [
      {
        text: `The heap profile holds ${formatCount(count)} ${held.timers > 0 ? 'timers of contexts' : 'contexts'} made in ${shortName(name)}; with what belongs to them ${formatBytes(held.bytes)}.`,
        link: 'flame',
        target: { view: 'flame', capture: index, handle: `f:${name}` },
      },
      statement(
        held.timers > 0
          ? 'Each waits for its deadline: a cancelled context gives its timer back at once.'
          : 'They hang on a parent that lives on: a cancelled context leaves its parent at once.',
      ),
    ],
    certainty:
      'Two heap profiles a minute apart: a number that grows without end, or stands at requests per second times the timeout, is a lost cancel.',
    stack: stackFrames(capture, analysis.origins, held.stack),
    fix: LOST_CANCEL_ADVICE.fix,
    affected: null,
  };
}
