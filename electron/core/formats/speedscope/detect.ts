import type { Probe } from '@core/formats/format';
import { jsonOutline } from '../json-probe';

/** The schema's name, or the two parts of every file: shared frames, and profiles that say their type. */
export function detectSpeedscope({ head }: Probe): boolean {
  const outline = jsonOutline(head);
  if (outline === null || outline.root !== 'object') return false;
  const { fields } = outline;
  if (fields.get('$schema')?.text.includes('speedscope.app/file-format-schema') === true) return true;
  const frames = fields.get('shared')?.inside.has('frames') === true;
  const profiles = fields.get('profiles');
  const typed = profiles?.kind === 'array' && profiles.inside.has('type') && profiles.inside.has('unit');
  return frames && (profiles === undefined || typed);
}
