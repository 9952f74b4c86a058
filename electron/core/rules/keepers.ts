import { formatBytes, formatCount } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import type { KeptBy } from '@core/api/findings';
import type { Operation } from '@core/api/operation';
import { stackFrames } from '@core/analysis/site';
import type { KeepingStep, KeepingWay } from '@core/base/wire/unreachable';
import type { GoroutineView } from './context';
import type { GroupFacts } from './facts/facts';
import { statement, type GroupVerdict } from './group-finding';

/** Different roots that a finding names, and objects on the way from one that are told one by one. */
const MOST_ROOTS = 3;
const MOST_OBJECTS = 6;
/** Names of variables come from binaries and recordings, which may be hostile. */
const LONGEST_NAME = 200;

/**
 * The verdict with what keeps the objects that members wait for, where a look at memory told it. What is kept may be forgotten all the same,
 * so that clears nobody; but `strong` takes evidence that nobody is left to wake them, or growth, and somebody may be left who can reach it.
 * Goroutines that nothing reaches have no way.
 */
export function withKeepers(about: GroupFacts, verdict: GroupVerdict, grows: boolean): GroupVerdict {
  const ways = about.view.analysis.capture.unreachable?.look.ways;
  if (ways === undefined || ways.size === 0) return verdict;
  const { keptBy, asked } = keepersOf(about, ways);
  const [first] = keptBy;
  if (first === undefined) return verdict;
  const what = waitedFor(about.operation);
  const whole = first.goroutines === asked ? '' : ` (so for ${formatCount(first.goroutines)} of ${asked} looked at)`;
  const tier = verdict.tier === 'strong' && !grows ? 'suspect' : verdict.tier;
  return {
    ...verdict,
    ...{ tier, keptBy },
    evidence: [
      ...verdict.evidence,
      statement(
        `Something that runs still reaches the ${what} that g ${first.goroutine} waits for, from ${rootsText(keptBy)}${whole}. That is no innocence: nobody may use it any more.`,
      ),
    ],
    certainty:
      tier === 'suspect'
        ? `While ${first.path[0] ?? 'something'} keeps it, neither a proof from memory nor the runtime's goroutineleak profile tells a leak: growth over captures does, or whether anything still uses it.`
        : verdict.certainty,
  };
}

/** `global main.registry`; of several the first, and how many more. */
function rootsText([first, ...others]: readonly KeptBy[]): string {
  const root = first?.path[0] ?? '';
  return others.length === 0
    ? root
    : `${root} and ${formatCount(others.length)} other ${others.length === 1 ? 'root' : 'roots'}`;
}

/** Ways of members by what they begin at, those of most goroutines first; and of how many members one was told. */
function keepersOf(
  { view, rows, operation }: GroupFacts,
  ways: ReadonlyMap<number, KeepingWay>,
): { readonly keptBy: readonly KeptBy[]; readonly asked: number } {
  const byRoot = new Map<string, { readonly goroutine: number; readonly way: KeepingWay; goroutines: number }>();
  let asked = 0;
  for (const row of rows) {
    const goroutine = view.table.goid[row];
    const way = ways.get(goroutine);
    if (way === undefined || way.steps.length === 0) continue;
    asked++;
    const [{ kind, name, goroutine: of }] = way.steps;
    const root = `${kind} ${of} ${name}`;
    const known = byRoot.get(root);
    if (known === undefined) byRoot.set(root, { goroutine, way, goroutines: 1 });
    else known.goroutines++;
  }
  const keptBy = [...byRoot.values()]
    .sort((a, b) => b.goroutines - a.goroutines || a.goroutine - b.goroutine)
    .slice(0, MOST_ROOTS)
    .map(({ goroutine, way, goroutines }) => ({
      ...{ goroutine, goroutines },
      path: pathOf(view, way.steps, waitedFor(operation)),
    }));
  return { keptBy, asked };
}

/** `global main.registry`, `object of 48 B`, `channel`. */
function pathOf(view: GoroutineView, steps: readonly KeepingStep[], what: string): string[] {
  const last = steps.length - 1;
  const told = steps.map((step, i) => {
    if (step.kind === 'object') return i === last ? what : `object of ${formatBytes(step.bytes)}`;
    // A channel that is a variable, or a semaphore in one.
    return i === last ? `${rootText(view, step)} itself` : rootText(view, step);
  });
  const left = told.length - MOST_OBJECTS;
  if (left <= 1) return told;
  const from = MOST_OBJECTS / 2;
  return [...told.slice(0, from), `${formatCount(left)} more`, ...told.slice(from + left)];
}

function rootText(view: GoroutineView, { kind, name: whole, goroutine }: KeepingStep): string {
  const name = whole.length > LONGEST_NAME ? `${whole.slice(0, LONGEST_NAME)}…` : whole;
  switch (kind) {
    case 'global':
      return name === '' ? 'a global variable' : `global ${name}`;
    case 'stack': {
      const at = functionOf(view, goroutine);
      return `stack of g ${goroutine}${at === '' ? '' : ` in ${at}`}`;
    }
    case 'other':
    case 'object':
      return name === '' ? 'the runtime' : name;
  }
}

/** The innermost function of a goroutine that is the program's own, else the one that it began with; `` where it is not there. */
function functionOf({ table, analysis }: GoroutineView, goid: number): string {
  const row = table.goid.indexOf(goid);
  if (row < 0) return '';
  const frames = stackFrames(analysis.capture, analysis.origins, table.stack[row]);
  const frame = frames.find(({ origin }) => origin === 'own') ?? frames.findLast(({ origin }) => origin !== 'runtime');
  return frame === undefined ? '' : shortName(frame.function);
}

/** What goroutines of an operation wait for, without its article. */
export function waitedFor(operation: Operation): string {
  return NOUNS[operation];
}

const NOUNS: Readonly<Record<Operation, string>> = {
  'chan send': 'channel',
  'chan receive': 'channel',
  select: 'channel',
  'mutex lock': 'lock',
  'rwmutex rlock': 'lock',
  'rwmutex lock': 'lock',
  'waitgroup wait': 'WaitGroup',
  'cond wait': 'Cond',
  semacquire: 'semaphore',
  sleep: 'object',
  'io wait': 'object',
  syscall: 'object',
  other: 'object',
};
