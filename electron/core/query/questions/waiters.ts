import type { Analyses } from '@core/analysis/analyses';
import { keepGoroutines } from '@core/analysis/filter';
import type { GroupTable } from '@core/analysis/group';
import { codeRef } from '@core/analysis/site';
import { WAITER_KINDS, waiterKind, wakesByItself, type WaiterGraph } from '@core/analysis/waiter-types';
import { OPERATIONS } from '@core/api/operation';
import {
  WAITER_SHOWS,
  type PossibleReleaser,
  type WaiterRow,
  type WaitersAnswer,
  type WaiterShow,
  type WaitingGroup,
} from '@core/api/waiters';
import { baseName, shortName } from '@core/base/go-name';
import type { GoroutineTable } from '@core/model/tables';
import { rowsWithinAnswer } from '../answer-size';
import { addressText } from '../object-text';
import { checkFilter, checkGoroutines, checkOneOf, checkPage } from '../params';
import { sameText, waiterGraphOf } from './group-waits';
import type { Question } from './question';
import { certainText, severalText, stateText, titleText, typeText } from './waiter-text';

const MOST_GROUPS = 12;
const MOST_IDS = 100;
/** Objects for which more wait have a row of their own, however many are like them. */
const MERGED = 8;

export const waiters: Question<'waiters'> = async (doc, params, run) => {
  const started = run.now();
  const { analyses, goroutines } = checkGoroutines(doc, params.capture);
  const filter = checkFilter(params.filter);
  const show = checkOneOf('show', params.show, WAITER_SHOWS);
  const { offset, limit } = checkPage(params);
  await run.breathe(goroutines.count);
  const graph = waiterGraphOf(doc, params.capture);
  await run.breathe(goroutines.count);
  const stacks = analyses.groups('stack');
  const keep = keepGoroutines(analyses.capture, filter);
  const view = new WaiterView(analyses, goroutines, graph, stacks, keep);
  await run.breathe(graph.count);
  const order = view.order(show);
  const rows = rowsWithinAnswer(Math.max(0, Math.min(limit, order.length - offset)), (i) =>
    view.row(order[offset + i]),
  );
  const shown = order.slice(offset, offset + rows.length);
  return {
    rows,
    total: order.length,
    folded: {
      objects: view.objects(order) - view.objects(shown),
      goroutines: view.goroutines(order) - view.goroutines(shown),
    },
    waiting: view.waiting,
    cycles: view.cycles(),
    tookMs: run.now() - started,
  };
};

/** Nodes that share a row. */
interface Merged {
  readonly nodes: readonly number[];
  /** Goroutines that wait, by weight. */
  readonly waiting: number;
  readonly nobody: boolean;
  readonly cycle: number;
}

/** The graph under a filter: which nodes share a row, and what the rows say. */
class WaiterView {
  readonly #analyses: Analyses;
  readonly #table: GoroutineTable;
  readonly #graph: WaiterGraph;
  readonly #stacks: GroupTable;
  readonly #keep: Uint8Array | null;
  readonly #merged: readonly Merged[];
  readonly #rowOfNode: Int32Array;
  /** Goroutines that wait and pass the filter. */
  readonly waiting: number;

  constructor(
    analyses: Analyses,
    goroutines: GoroutineTable,
    graph: WaiterGraph,
    stacks: GroupTable,
    keep: Uint8Array | null,
  ) {
    this.#analyses = analyses;
    this.#table = goroutines;
    this.#graph = graph;
    this.#stacks = stacks;
    this.#keep = keep;
    this.#rowOfNode = new Int32Array(graph.count).fill(-1);
    this.#merged = this.#merge();
    let waiting = 0;
    for (let row = 0; row < goroutines.count; row++)
      if (graph.rowStart[row] < graph.rowStart[row + 1] && this.#passes(row)) waiting += goroutines.weight[row];
    this.waiting = waiting;
  }

  #passes(row: number): boolean {
    return this.#keep === null || this.#keep[row] === 1;
  }

  #waiters(node: number): number[] {
    const { start, waiter } = this.#graph;
    const rows: number[] = [];
    for (let i = start[node]; i < start[node + 1]; i++) if (this.#passes(waiter[i])) rows.push(waiter[i]);
    return rows;
  }

  /** Many objects of one kind, each waited for by few of one and the same group, are one row. */
  #merge(): Merged[] {
    const { count, kind, fact, looked, cycleOf, releaserStart, start, waiter } = this.#graph;
    const { weight } = this.#table;
    const { groupOf } = this.#stacks;
    const typeOf = this.#typeNumbers();
    const [unknown, nilChannel] = [waiterKind('unknown'), waiterKind('nil channel')];
    const open = new Map<number, { nodes: number[]; waiting: number; nobody: boolean; cycle: number }>();
    for (let node = 0; node < count; node++) {
      let rows = 0;
      let waiting = 0;
      let group = -1;
      for (let i = start[node]; i < start[node + 1]; i++) {
        const row = waiter[i];
        if (!this.#passes(row)) continue;
        if (rows++ === 0) group = groupOf[row];
        else if (group !== groupOf[row]) group = -1;
        waiting += weight[row];
      }
      if (rows === 0) continue;
      const held = releaserStart[node] < releaserStart[node + 1];
      // Of a round of one, who waits holds it itself.
      const nobody = looked[node] === 1 && !held && !wakesByItself(kind[node]) && cycleOf[node] === 0;
      const own = kind[node] === unknown || kind[node] === nilChannel || cycleOf[node] > 0;
      const like = (fact[node] * 2 + looked[node]) * 2 + (held ? 1 : 0);
      // By numbers, as half a million nodes are looked up: those that share a row have positive keys.
      const alike = rows <= MERGED && group >= 0 && !own;
      const key = alike ? ((typeOf(node) * (this.#stacks.count + 1) + group) * 16 + kind[node]) * 8 + like : -1 - node;
      const known = open.get(key);
      if (known === undefined) open.set(key, { nodes: [node], waiting, nobody, cycle: cycleOf[node] });
      else {
        known.nodes.push(node);
        known.waiting += waiting;
      }
    }
    const merged = [...open.values()];
    merged.forEach(({ nodes }, row) => {
      for (const node of nodes) this.#rowOfNode[node] = row;
    });
    return merged;
  }

  /** A number for each type of an object. */
  #typeNumbers(): (node: number) => number {
    const { object, types } = this.#graph;
    const column = this.#analyses.capture.waits?.objects.type;
    if (column !== undefined) return (node) => (object[node] < 0 ? 0 : column[object[node]]);
    const numbers = new Map<string, number>();
    return (node) => {
      const type = types.get(node) ?? '';
      let known = numbers.get(type);
      if (known === undefined) numbers.set(type, (known = numbers.size));
      return known;
    };
  }

  /** Rows to be shown, first first. */
  order(show: WaiterShow): number[] {
    const { kind, object } = this.#graph;
    // What nobody is left to release first, then what only another one of these could, and last what wakes by itself.
    const rank = ({ nobody, cycle, nodes }: Merged): number =>
      show === 'count'
        ? 0
        : cycle > 0
          ? 0
          : nobody
            ? 1
            : wakesByItself(kind[nodes[0]])
              ? 3
              : object[nodes[0]] < 0
                ? 2
                : 2;
    const rows = this.#merged.map((_, i) => i).filter((i) => show !== 'cycles' || this.#merged[i].cycle > 0);
    return rows.sort(
      (a, b) =>
        rank(this.#merged[a]) - rank(this.#merged[b]) || this.#merged[b].waiting - this.#merged[a].waiting || a - b,
    );
  }

  objects(rows: readonly number[]): number {
    return rows.reduce((sum, row) => sum + this.#merged[row].nodes.length, 0);
  }

  /** Goroutines that wait in any of these rows, each once. */
  goroutines(rows: readonly number[]): number {
    const { start, waiter } = this.#graph;
    const seen = new Uint8Array(this.#table.count);
    let sum = 0;
    for (const merged of rows) {
      for (const node of this.#merged[merged].nodes) {
        for (let i = start[node]; i < start[node + 1]; i++) {
          const row = waiter[i];
          if (seen[row] === 1 || !this.#passes(row)) continue;
          seen[row] = 1;
          sum += this.#table.weight[row];
        }
      }
    }
    return sum;
  }

  #handle(row: number): string {
    return `o-${this.#merged[row].nodes[0]}`;
  }

  row(row: number): WaiterRow {
    const { nodes, nobody, cycle } = this.#merged[row];
    const [first] = nodes;
    const graph = this.#graph;
    const { capture } = this.#analyses;
    const rows = nodes.length === 1 ? this.#waiters(first) : distinct(nodes.flatMap((node) => this.#waiters(node)));
    const { list, folded } = this.#groups(rows);
    const releasers = this.#releasers(nodes, row);
    const several = nodes.length > 1;
    const states = several
      ? sameText(nodes, (node) => stateText(graph, capture, node))
      : stateText(graph, capture, first);
    return {
      object: this.#handle(row),
      kind: WAITER_KINDS[graph.kind[first]],
      title: several
        ? severalText(graph, capture, first, nodes.length)
        : titleText(graph, capture, first, whereText(list[0])),
      state: states,
      objects: nodes.length,
      address: several ? '' : addressText(graph.address[first]),
      type: typeText(graph, capture, first),
      fact: graph.fact[first] === 1,
      waiting: rows.reduce((sum, waiter) => sum + this.#table.weight[waiter], 0),
      groups: list,
      groupsFolded: folded,
      releasers: releasers.list,
      releasersFolded: releasers.folded,
      nobody,
      cycle,
      certain: certainText(graph, capture, first),
    };
  }

  /** Rows by their stack, most goroutines first. */
  #byGroup(rows: readonly number[]): (readonly [group: number, rows: readonly number[]])[] {
    const groups = new Map<number, number[]>();
    for (const row of rows) {
      const group = this.#stacks.groupOf[row];
      const known = groups.get(group);
      if (known === undefined) groups.set(group, [row]);
      else known.push(row);
    }
    const weight = (list: readonly number[]): number => list.reduce((sum, row) => sum + this.#table.weight[row], 0);
    return [...groups].sort(([a, x], [b, y]) => weight(y) - weight(x) || a - b);
  }

  #groups(rows: readonly number[]): { readonly list: WaitingGroup[]; readonly folded: number } {
    const groups = this.#byGroup(rows);
    const list = groups.slice(0, MOST_GROUPS).map(([group, members]): WaitingGroup => {
      const minutes = members.map((row) => this.#table.waitMinutes[row]).filter((value) => value >= 0);
      return {
        ...this.#described(group, members),
        waitMinutes: minutes.length === 0 ? null : { min: least(minutes), max: most(minutes) },
      };
    });
    return { list, folded: groups.length - list.length };
  }

  #releasers(nodes: readonly number[], own: number): { readonly list: PossibleReleaser[]; readonly folded: number } {
    const { releaserStart, releaser, why, whys, rowStart, node: nodeOf } = this.#graph;
    const byWhy = new Map<number, Set<number>>();
    for (const node of nodes) {
      for (let i = releaserStart[node]; i < releaserStart[node + 1]; i++) {
        const known = byWhy.get(why[i]);
        if (known === undefined) byWhy.set(why[i], new Set([releaser[i]]));
        else known.add(releaser[i]);
      }
    }
    const list: PossibleReleaser[] = [];
    for (const [reason, rows] of byWhy) {
      for (const [group, members] of this.#byGroup([...rows].sort((a, b) => a - b))) {
        const rowsOf = new Set<number>();
        for (const member of members) {
          if (rowStart[member] === rowStart[member + 1]) rowsOf.add(-1);
          for (let i = rowStart[member]; i < rowStart[member + 1]; i++) rowsOf.add(this.#rowOfNode[nodeOf[i]]);
        }
        const [only] = rowsOf;
        const waitsFor = rowsOf.size === 1 && only >= 0 && (only !== own || nodes.length > 1) ? this.#handle(only) : '';
        list.push({ ...this.#described(group, members), why: whys[reason], waitsFor });
      }
    }
    list.sort((a, b) => b.count - a.count || (a.group < b.group ? -1 : 1));
    return { list: list.slice(0, MOST_GROUPS), folded: Math.max(0, list.length - MOST_GROUPS) };
  }

  #described(group: number, members: readonly number[]) {
    const { capture } = this.#analyses;
    const table = this.#table;
    const [first] = members;
    const operation = OPERATIONS[table.operation[first]];
    const printed = capture.strings.get(table.state[first]);
    return {
      group: this.#stacks.handle(group),
      count: members.reduce((sum, row) => sum + table.weight[row], 0),
      state: printed === '' ? operation : printed,
      operation,
      site: codeRef(capture, this.#stacks.site[group]),
      goroutines: this.#ids(members),
    };
  }

  #ids(rows: readonly number[]): number[] {
    const ids = rows.map((row) => this.#table.goid[row]).filter((id) => id >= 0);
    return ids.sort((a, b) => a - b).slice(0, MOST_IDS);
  }

  cycles(): WaitersAnswer['cycles'] {
    const { capture } = this.#analyses;
    const name = (row: number): string => {
      const id = this.#table.goid[row];
      return id >= 0 ? `goroutine ${id}` : 'a goroutine';
    };
    return this.#graph.cycles.flatMap(({ nodes, rows, proven, why }, i) => {
      // Not of those that the filter leaves out.
      if (nodes.some((node) => this.#rowOfNode[node] < 0)) return [];
      const title = (node: number): string => titleText(this.#graph, capture, node, 'something');
      const steps = nodes.map((node, n) => {
        const holder = rows[(n + 1) % nodes.length];
        const whose = holder === rows[n] ? 'it' : name(holder);
        return `${name(rows[n])} waits for ${title(node)}, which ${whose} seems to hold`;
      });
      return [
        {
          cycle: i + 1,
          proven,
          text: `${why === '' || rows.length === 1 ? steps.join('; ') : why}${why !== '' && rows.length === 1 ? `: ${why}` : ''}.`,
          objects: nodes.map((node) => this.#handle(this.#rowOfNode[node])),
          goroutines: rows.map((row) => this.#table.goid[row]).filter((id) => id >= 0),
        },
      ];
    });
  }
}

function whereText(group: WaitingGroup | undefined): string {
  if (group === undefined) return 'unknown';
  const { operation, site } = group;
  return site === null ? operation : `${operation} at ${shortName(site.function)} ${baseName(site.file)}:${site.line}`;
}

function distinct(rows: readonly number[]): number[] {
  return [...new Set(rows)].sort((a, b) => a - b);
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}
function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
