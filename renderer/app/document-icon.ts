import type { OpenDocument } from '../state/session';
import { goroutineCaptures } from '../state/scope';
import type { IconName } from '../ui/icons';

/** What kind of document it is, as far as that is known: while it opens, and of what could not be read, only what was asked for tells. */
export function documentIcon({ info, inputs, error }: OpenDocument): IconName {
  if (info?.live?.core !== undefined || error?.code === 'needs-executable') return 'core';
  if (info?.live !== undefined) return 'live';
  const stack = info === null ? inputs.length > 1 : goroutineCaptures(info).length > 0;
  return stack ? 'stack' : 'file';
}
