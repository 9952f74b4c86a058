import { computeWaiterGraph, waiterGraphBytes } from '@core/analysis/waiter-graph';
import { WAITER_KINDS, waiterKind, type WaiterGraph } from '@core/analysis/waiter-types';
import type { GroupWaits } from '@core/api/waiters';
import { formatCount } from '@core/base/format';
import type { OpenDocument } from '../document';
import { addressText } from '../object-text';
import { severalText, stateText, titleText, typeText } from './waiter-text';

/** The graph of a capture, which no filter changes. */
export function waiterGraphOf(doc: OpenDocument, capture: number): WaiterGraph {
  return doc.memo.get(`waiters ${capture}`, () => computeWaiterGraph(doc.analyses[capture]), waiterGraphBytes);
}

/** What the goroutines of a group (rows) wait for; null where nothing says it. */
export function groupWaits(doc: OpenDocument, index: number, rows: Iterable<number>): GroupWaits | null {
  const { capture } = doc.analyses[index];
  const graph = waiterGraphOf(doc, index);
  const unknown = waiterKind('unknown');
  const nodes = new Set<number>();
  for (const row of rows) {
    for (let i = graph.rowStart[row]; i < graph.rowStart[row + 1]; i++)
      if (graph.kind[graph.node[i]] !== unknown) nodes.add(graph.node[i]);
  }
  const [first] = nodes;
  if (first === undefined) return null;
  const list = [...nodes];
  const one = list.length === 1;
  const waiting = new Set<number>();
  for (const node of list) for (let i = graph.start[node]; i < graph.start[node + 1]; i++) waiting.add(graph.waiter[i]);
  const kind = list.every((node) => graph.kind[node] === graph.kind[first]) ? graph.kind[first] : unknown;
  return {
    kind: WAITER_KINDS[kind],
    title: one
      ? titleText(graph, capture, first, '')
      : kind === unknown
        ? `${formatCount(list.length)} objects`
        : severalText(graph, capture, first, list.length),
    state: sameText(list, (node) => stateText(graph, capture, node)),
    address: one ? addressText(graph.address[first]) : '',
    type: sameText(list, (node) => typeText(graph, capture, node)),
    fact: list.every((node) => graph.fact[node] === 1),
    objects: list.length,
    waiting: [...waiting].reduce((sum, row) => sum + (capture.goroutines?.weight[row] ?? 0), 0),
  };
}

/** A text that all nodes have; `` where they differ. */
export function sameText(nodes: readonly number[], text: (node: number) => string): string {
  const first = text(nodes[0]);
  return nodes.every((node) => text(node) === first) ? first : '';
}
