import type { Probe } from '@core/formats/format';
import { jsonOutline } from '../json-probe';

/** An object with `traceEvents`, or an array of which the first element is an event. */
export function detectChromeTrace({ head }: Probe): boolean {
  const outline = jsonOutline(head);
  if (outline === null) return false;
  if (outline.root === 'object') {
    const events = outline.fields.get('traceEvents');
    return events?.kind === 'array' && (events.inside.size === 0 || events.inside.has('ph'));
  }
  const { fields } = outline;
  return (
    fields.has('ph') &&
    fields.get('ph')?.kind === 'scalar' &&
    (fields.has('pid') || fields.has('ts') || fields.has('name'))
  );
}
