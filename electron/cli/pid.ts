import { existsSync } from 'node:fs';
import { targetKind } from '@core/base/target';

/** The process that an argument means; null for a file of that name, and for anything else. */
export function pidOf(text: string): number | null {
  return targetKind(text) === 'process' && !existsSync(text) ? Number(text) : null;
}
