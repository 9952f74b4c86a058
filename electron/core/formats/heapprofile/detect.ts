import type { Probe } from '@core/formats/format';
import { jsonOutline } from '../json-probe';

/** The tree `head`, whose first node has a call frame and its own size. */
export function detectHeapprofile({ head }: Probe): boolean {
  const outline = jsonOutline(head);
  const tree = outline?.root === 'object' ? outline.fields.get('head') : undefined;
  return (
    tree?.kind === 'object' && tree.deeper.get('callFrame')?.has('functionName') === true && tree.inside.has('selfSize')
  );
}
