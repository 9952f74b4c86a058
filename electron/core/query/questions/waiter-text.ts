import { shortName } from '@core/base/go-name';
import { NO_CASES } from '@core/analysis/waiter-guesses';
import { WAITER_KINDS, type WaiterGraph } from '@core/analysis/waiter-types';
import type { Capture } from '@core/model/tables';
import { objectState, objectTitle, severalTitle, type ObjectFacts } from '../object-text';

/** What is known of the object of a node. */
function factsOf(graph: WaiterGraph, { waits }: Capture, node: number): ObjectFacts {
  const row = graph.object[node];
  const objects = row < 0 ? undefined : waits?.objects;
  return {
    kind: WAITER_KINDS[graph.kind[node]],
    address: graph.address[node],
    flags: objects?.flags[row] ?? 0,
    value: objects?.value[row] ?? -1,
    capacity: objects?.capacity[row] ?? -1,
  };
}

/** Type as far as known: of a channel its elements, of a lock what it is part of. */
export function typeText({ object, types }: WaiterGraph, { waits, strings }: Capture, node: number): string {
  const row = object[node];
  if (row >= 0 && waits !== undefined) return strings.get(waits.objects.type[row]);
  const type = types.get(node) ?? '';
  return type === NO_CASES ? '' : type;
}

/** What an object is called: `Mutex 0xc0004e8120`, `fd 7`. `where`: for what is known by its site alone. */
export function titleText(graph: WaiterGraph, capture: Capture, node: number, where: string): string {
  const facts = factsOf(graph, capture, node);
  if (facts.kind === 'unknown') return graph.types.get(node) === NO_CASES ? NO_CASES : where;
  // Of several that cannot be told apart.
  const type = facts.address === 0 && graph.object[node] < 0 ? typeText(graph, capture, node) : '';
  return type === '' ? objectTitle(facts) : `${objectTitle(facts)} of ${shortName(type)}`;
}

/** Of several objects of a kind: `41,205 × chan`. */
export function severalText(graph: WaiterGraph, capture: Capture, node: number, count: number): string {
  return severalTitle(factsOf(graph, capture, node), count);
}

/** What state an object is in: `len 64, cap 64`, `locked, 1,912 wait`; `` where it was not read. */
export function stateText(graph: WaiterGraph, capture: Capture, node: number): string {
  return graph.object[node] < 0 ? '' : objectState(factsOf(graph, capture, node), capture.timeMs);
}

const LIVE = 'A snapshot of the process while it runs (`parkscope snapshot PID`) reads who waits for what.';

/** What would make the guesses about an object certain. */
export function certainText(graph: WaiterGraph, { waits }: Capture, node: number): string {
  const kind = WAITER_KINDS[graph.kind[node]];
  if (kind === 'timer' || kind === 'fd' || kind === 'nil channel' || graph.types.get(node) === NO_CASES) return '';
  if (waits === undefined || graph.fact[node] === 0) return LIVE;
  if (!waits.holdsRead) return 'Reading the stacks for its address tells who may release it.';
  if (kind === 'mutex' || kind === 'rwmutex')
    return 'Go keeps no owner of a lock; who is past its Lock in several captures in a row holds it.';
  return 'Two reads of all live memory with the process stopped prove that nobody can reach it.';
}
