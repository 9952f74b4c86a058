import type { Analyses } from './analyses';
import { WaiterBuilder } from './waiter-builder';
import { findRounds, roundsOfLocks, withSelfDeadlocks } from './waiter-cycles';
import { addFacts } from './waiter-facts';
import { addLocks, addPointers, addSites } from './waiter-guesses';
import type { WaiterCycle, WaiterGraph } from './waiter-types';

/**
 * Who waits for what in a capture, and who could release it: from the runtime's queues where it has them (a live process); from printed
 * addresses and frames as guesses (dumps); else by site alone (profiles). Every goroutine that waits is at a node. Linear in
 * goroutines, edges and words.
 */
export function computeWaiterGraph(analyses: Analyses): WaiterGraph {
  const { capture } = analyses;
  const { goroutines, waits } = capture;
  if (goroutines === null) throw new Error('computeWaiterGraph: the capture has no goroutines');
  const builder = new WaiterBuilder(goroutines.count);
  let known: WaiterCycle[] = [];
  if (waits !== undefined) addFacts(builder, capture, waits, () => analyses.locks);
  else {
    const nodes = addLocks(builder, capture, analyses.locks);
    known = roundsOfLocks(analyses.locks, nodes);
    addPointers(builder, capture, analyses.sites, analyses.sharedPointers);
  }
  addSites(builder, goroutines, analyses.groups('site'));
  const edges = builder.finish();
  const cycles = waits === undefined ? known : withSelfDeadlocks(findRounds(edges), edges, analyses.locks);
  const cycleOf = new Uint32Array(edges.count);
  cycles.forEach(({ nodes }, i) => {
    for (const node of nodes) if (cycleOf[node] === 0) cycleOf[node] = i + 1;
  });
  return { ...edges, cycleOf, cycles };
}

/** Bytes that a graph takes. */
export function waiterGraphBytes(graph: WaiterGraph): number {
  let bytes = 0;
  for (const column of Object.values(graph)) if (ArrayBuffer.isView(column)) bytes += column.byteLength;
  return bytes + graph.types.size * 64 + graph.whys.length * 64;
}
