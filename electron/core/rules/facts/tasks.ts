import { parseGoName } from '@core/base/go-name';
import type { GroupFacts } from './facts';
import { outerName } from './relations';

/** Operations in which idle workers of a pool wait as well: there a task shows only by what it waits in. */
const IDLE = new Set(['chan receive', 'select', 'cond wait']);

/** A task that has not come to its end, by where it waits: workers idle in their body, or in what a body that is called like a loop calls. */
function isTask(facts: GroupFacts): boolean {
  return facts.waits && facts.allowed === null && (!IDLE.has(facts.operation) || facts.waitsForAnswer);
}

/**
 * Waits for its WaitGroup in a function, among other things that this does: not in a function literal that only waits and then closes a
 * channel, which is how a pipeline idles, and not in main, which waits as long as the process lives.
 */
function waitsInline(facts: GroupFacts): boolean {
  if (facts.operation !== 'waitgroup wait' || facts.allowed !== null || facts.entryName === 'main.main') return false;
  return facts.isOwn && parseGoName(facts.siteName).closure === '';
}

/** The group that started these and waits in a WaitGroup until they end: then they are tasks. Null where none shows. */
export function awaitedBy(facts: GroupFacts): GroupFacts | null {
  if (!isTask(facts)) return null;
  const { starter } = facts;
  if (starter === '') return null;
  const found = facts.related.find((other) => waitsInline(other) && outerName(other.siteName) === outerName(starter));
  return found ?? null;
}

/** Tasks that a group waits for in a WaitGroup, where all that it started are stuck themselves; empty = they are not, or none shows. */
export function stuckTasks(facts: GroupFacts): readonly GroupFacts[] {
  if (!waitsInline(facts)) return [];
  const started = facts.workers.filter((other) => outerName(facts.siteName) === outerName(other.starter));
  return started.every(isTask) ? started : [];
}

const CALLS = /^time\.goFunc$|^context\.\(\*afterFuncCtx\)\.cancel/;

/** Code of the program that time.AfterFunc or context.AfterFunc runs in a goroutine of its own. */
export function isCallback(facts: GroupFacts): boolean {
  const { creator } = facts;
  return facts.waits && facts.isProgramEntry && creator?.printed === true && CALLS.test(creator.ref.function);
}

/** Nine in ten members are older than every goroutine of a group that runs the same body: those are on their way to the same place. */
export function areNewcomers(facts: GroupFacts, other: GroupFacts): boolean {
  if (other.bodyName !== facts.bodyName) return false;
  const { goid } = facts.view.table;
  const eldest = other.rows.reduce((least, row) => Math.min(least, goid[row]), Infinity);
  if (eldest < 0) return false;
  let older = 0;
  for (const row of facts.rows) if (goid[row] < eldest) older++;
  return older >= 0.9 * facts.rows.length;
}

/**
 * Whether any goroutine is left that a WaitGroup may be waited for: one that a function on the waiter's stack started, or another method
 * of its type. `unknown` where the format does not record creators and no closure's name tells, and for code of main: whoever main gave
 * its WaitGroup to has no name in common with it.
 */
export function workersOf(facts: GroupFacts): 'present' | 'absent' | 'unknown' {
  // By name, or by the ids of a dump: the function that started them may have returned.
  if (facts.workers.length > 0 || facts.children >= facts.count) return 'present';
  if (facts.isOfMain && facts.hasCompany) return 'unknown';
  return facts.creatorsRecorded ? 'absent' : 'unknown';
}
