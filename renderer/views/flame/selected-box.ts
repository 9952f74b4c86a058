import type { FlameAnswer } from '@core/api/queries';
import { FLAG_TICK, boxOfNode, nodeOfHandle } from '../../charts/flame-geometry';

/** The selected box: the one that was chosen, while it still is of the chosen function, else the widest of that function; −1 = none. */
export function selectedBox(answer: FlameAnswer | null, node: string | null, name: string | null): number {
  if (answer === null) return -1;
  const row = name === null ? -1 : answer.names.findIndex((candidate) => candidate.function === name);
  const chosen = nodeOfHandle(node);
  const box = chosen < 0 ? -1 : boxOfNode(answer, chosen);
  // A handle may come from another tree: then it names a box of something else.
  if (box >= 0 && (name === null || answer.name[box] === row)) return box;
  if (row < 0) return -1;
  let best = -1;
  for (let i = 0; i < answer.count; i++) {
    if (answer.name[i] !== row || (answer.flags[i]! & FLAG_TICK) !== 0) continue;
    if (best < 0 || answer.cum[i]! > answer.cum[best]!) best = i;
  }
  return best;
}
