import type { Probe } from '@core/formats/format';
import { jsonOutline } from '../json-probe';

/** `nodes` of which the first has a call frame (V8 since 2017), or the tree `head` of the time before, which has no `selfSize`. */
export function detectCpuprofile({ head }: Probe): boolean {
  const outline = jsonOutline(head);
  if (outline === null || outline.root !== 'object') return false;
  const nodes = outline.fields.get('nodes');
  if (nodes?.kind === 'array' && nodes.deeper.get('callFrame')?.has('functionName') === true)
    return nodes.inside.has('id') || nodes.inside.has('callFrame');
  const tree = outline.fields.get('head');
  return tree?.kind === 'object' && tree.inside.has('functionName') && !tree.inside.has('selfSize');
}
