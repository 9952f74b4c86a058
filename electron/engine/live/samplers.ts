import type { Result } from '@core/base/result';
import type { SidecarError } from '../../sidecar/errors';
import { startSampler, type Sampler, type SamplerOptions } from '../../sidecar/supervisor';

/** One sampler for all that an engine watches; started when first needed, and again when it has died. */
export class Samplers {
  readonly #binary: string;
  readonly #options: SamplerOptions;
  #running: Promise<Result<Sampler, SidecarError>> | null = null;

  constructor(binary: string, options: SamplerOptions = {}) {
    this.#binary = binary;
    this.#options = options;
  }

  async get(): Promise<Result<Sampler, SidecarError>> {
    const running = (this.#running ??= startSampler(this.#binary, this.#options));
    const sampler = await running;
    // Whoever asks next tries again.
    if (!sampler.ok && this.#running === running) this.#running = null;
    return sampler;
  }

  /** One more, for work that would weigh on what the other one watches. Whoever asks closes it. */
  another(): Promise<Result<Sampler, SidecarError>> {
    // It launches nothing, and so needs no descriptors to hand on.
    const { args } = this.#options;
    return startSampler(this.#binary, args === undefined ? {} : { args });
  }

  /** A call said that it is gone. */
  async lost(sampler: Sampler): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    const held = await running;
    if (!held.ok || held.value !== sampler || this.#running !== running) return;
    this.#running = null;
    await sampler.close();
  }

  async close(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    const held = await running;
    if (held?.ok === true) await held.value.close();
  }
}
