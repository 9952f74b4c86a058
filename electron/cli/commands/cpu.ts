import type { CliIo, ExitCode } from '../io';
import { cpuText } from '../print/cpu';
import { sampled, type Helper } from './sampled';

/** `sampler`: its binary; in a bundle the one beside it. */
export function cpu(args: readonly string[], io: CliIo, sampler?: string, helper?: Helper): Promise<ExitCode> {
  const hz = { standard: 99, most: 1_000, unit: 'samples' };
  return sampled({ name: 'cpu', hz, title: 'CPU', doing: 'Sampling', told: cpuText }, args, io, sampler, helper);
}
