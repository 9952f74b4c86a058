import { engineError, type EngineError } from '@core/api/errors';
import type { SidecarError } from '../../sidecar/errors';

/** Why the sampler did not do it, as an error of the engine. */
export function liveError({ code, message, hint, detail }: SidecarError): EngineError {
  if (code === 'cancelled') return engineError('cancelled', 'Cancelled');
  // A hint of the sampler is a sentence, or a command where the kernel refused.
  const isCommand = code === 'no-permission' && hint !== '';
  return engineError('unreadable', message, {
    reason: detail,
    hint: isCommand ? 'Allow it with the command below.' : hint,
    ...(isCommand ? { command: hint } : {}),
  });
}
