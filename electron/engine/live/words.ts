import { engineError, type EngineError } from '@core/api/errors';
import type { SidecarError } from '../../sidecar/errors';

/** The sampler says what people read at the end of a line; alone it is a title, or a sentence. */
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const sentence = (text: string): string => capital(text).replace(/[^.]$/, '$&.');

/** Why the sampler did not do it, as an error of the engine. */
export function liveError({ code, message, hint, detail }: SidecarError): EngineError {
  if (code === 'cancelled') return engineError('cancelled', 'Cancelled');
  // A hint of the sampler is a sentence, or a command where the kernel refused.
  const isCommand = code === 'no-permission' && hint !== '';
  return engineError('unreadable', capital(message), {
    reason: detail,
    hint: isCommand ? 'Allow it with the command below.' : sentence(hint),
    ...(isCommand ? { command: hint } : {}),
  });
}
