import type { EngineError } from '@core/api/errors';
import { fromEngine } from '../i18n/from-engine';

/** An error as running text: what, why, what to do, each a sentence. */
export function errorText({ message, reason, hint }: Pick<EngineError, 'message' | 'reason' | 'hint'>): string {
  return [message, reason, hint]
    .filter((part) => part !== '')
    .map(fromEngine)
    .map((part) => (/[.!?…。！？]$/.test(part) ? part : `${part}.`))
    .join(' ');
}
