import type { FunctionDetailAnswer } from '@core/api/queries';
import type { Capture } from '@core/model/tables';
import type { FunctionTree, TreeValues } from './call-tree';
import { labelText } from './labels';
import { ORIGINS, type Origins } from './origin';

const NEIGHBOURS = 50;
const LABELS = 50;

/**
 * Numbers, callers and callees of one function. As pprof's graph, an edge counts once a sample however often recursion walks it.
 * Null when no function of the capture has the name.
 * `keep`: samples that count, null = all.
 */
export function computeFunctionDetail(
  capture: Capture,
  origins: Origins,
  tree: FunctionTree,
  values: TreeValues,
  sampleType: number,
  keep: Uint8Array | null,
  name: string,
): FunctionDetailAnswer | null {
  const wanted = tree.names.indexOf(name);
  if (wanted < 0) return null;
  const nameAt = (node: number) => (node === 0 ? -1 : tree.nameOf[tree.func[node]]);
  const callers = new Map<number, number>();
  const callees = new Map<number, number>();
  let flat = 0;
  let cum = 0;
  for (let node = 1; node < tree.count; node++) {
    if (values.touched[node] === 0) continue;
    const own = nameAt(node);
    const parent = tree.prefix[node];
    const up = nameAt(parent);
    if (own === wanted) {
      flat += values.flat[node];
      if (tree.recursive[node] === 0) cum += values.cum[node];
    }
    if (up < 0 || (own !== wanted && up !== wanted)) continue;
    if (tree.recursive[node] === 1 && tree.recursive[parent] === 1 && edgeAbove(tree, nameAt, parent, up, own))
      continue;
    if (own === wanted) callers.set(up, (callers.get(up) ?? 0) + values.cum[node]);
    if (up === wanted) callees.set(own, (callees.get(own) ?? 0) + values.cum[node]);
  }
  const { frame, labels } = samplesThrough(capture, tree, sampleType, keep, wanted);
  const func = frame < 0 ? tree.nameOf.indexOf(wanted) : capture.frames.func[frame];
  return {
    function: name,
    file: capture.strings.get(capture.functions.file[func]),
    line: frame < 0 ? 0 : capture.frames.line[frame],
    origin: ORIGINS[origins.origin[func]],
    flat,
    cum,
    total: values.total,
    callers: largest(callers, tree.names),
    callees: largest(callees, tree.names),
    callersTotal: callers.size,
    calleesTotal: callees.size,
    labels,
  };
}

/** True when the edge `up → own` occurs in the path to `node`. */
function edgeAbove(
  tree: FunctionTree,
  nameAt: (node: number) => number,
  node: number,
  up: number,
  own: number,
): boolean {
  for (let at = node; at !== 0; at = tree.prefix[at]) {
    if (nameAt(at) === own && nameAt(tree.prefix[at]) === up) return true;
  }
  return false;
}

function largest(edges: ReadonlyMap<number, number>, names: readonly string[]): { function: string; value: number }[] {
  return [...edges]
    .map(([name, value]) => ({ function: names[name], value }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.function < b.function ? -1 : 1))
    .slice(0, NEIGHBOURS);
}

/** The frame of the function with most of the value (−1 = no sample), and the labels of the samples that pass through it. */
function samplesThrough(
  capture: Capture,
  tree: FunctionTree,
  sampleType: number,
  keep: Uint8Array | null,
  wanted: number,
): { readonly frame: number; readonly labels: FunctionDetailAnswer['labels'] } {
  const { frames, samples, labelSets, strings } = capture;
  const { count, prefix, frame: leaf } = capture.stacks;
  const { stack } = samples;
  const frameAt = new Int32Array(count).fill(-1);
  for (let i = 1; i < count; i++) {
    frameAt[i] = tree.nameOf[frames.func[leaf[i]]] === wanted ? leaf[i] : frameAt[prefix[i]];
  }
  const byFrame = new Map<number, number>();
  const bySet = new Map<number, number>();
  for (let i = 0; i < samples.count; i++) {
    const frame = frameAt[stack[i]];
    const value = samples.values[sampleType][i];
    if (frame < 0 || value === 0 || (keep !== null && keep[i] === 0)) continue;
    byFrame.set(frame, (byFrame.get(frame) ?? 0) + Math.abs(value));
    bySet.set(samples.labels[i], (bySet.get(samples.labels[i]) ?? 0) + value);
  }
  let frame = -1;
  for (const [candidate, value] of byFrame) if (frame < 0 || value > (byFrame.get(frame) ?? 0)) frame = candidate;
  const labels = new Map<string, { key: string; value: string; sum: number }>();
  for (const [set, sum] of bySet) {
    for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++) {
      const entry = { key: strings.get(labelSets.key[e]), value: labelText(capture, e), sum };
      const id = `${entry.key}\0${entry.value}`;
      entry.sum += labels.get(id)?.sum ?? 0;
      labels.set(id, entry);
    }
  }
  const sorted = [...labels.values()].sort((a, b) =>
    a.key < b.key ? -1 : a.key > b.key ? 1 : Math.abs(b.sum) - Math.abs(a.sum),
  );
  return { frame, labels: sorted.slice(0, LABELS) };
}
