import { RECORDING_MAGIC } from '@core/base/wire/blocks';
import type { Probe } from '../format';

/** Of every version: without its number. */
const NAME = RECORDING_MAGIC.slice(0, -1);

export function detectRecording({ text }: Probe): boolean {
  return text.startsWith(NAME) && /^[0-9A-Z]$/.test(text.charAt(NAME.length));
}
