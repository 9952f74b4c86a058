import type { CliIo, ExitCode } from '../io';
import { wallText } from '../print/wall';
import { sampled, type Helper } from './sampled';

/** `sampler`: its binary; in a bundle the one beside it. */
export function wall(args: readonly string[], io: CliIo, sampler?: string, helper?: Helper): Promise<ExitCode> {
  const hz = { standard: 10, most: 50, unit: 'moments' };
  const title = 'Wall clock';
  return sampled(
    { name: 'wall', hz, title, doing: 'Looking at goroutines of', told: wallText },
    args,
    io,
    sampler,
    helper,
  );
}
