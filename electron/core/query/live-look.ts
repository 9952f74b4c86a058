import { engineError, type EngineError } from '@core/api/errors';
import { TIERS, type Finding } from '@core/api/findings';
import type { LookRun } from '@core/api/live';
import type { Operation } from '@core/api/operation';
import { err, ok, type Result } from '@core/base/result';
import type { LookProgress } from '@core/base/wire/unreachable';
import type { LookRequest } from './live-input';

/** Goroutines that are asked about in one look (the sampler takes 256), and of one finding. */
const MOST_EXPLAINED = 240;
const OF_EACH = 4;
/** Between two looks that nobody asked for: where there is a suspect that has had none, and where there is not. ms. */
const NEXT_MS = 10_000;
const AGAIN_MS = 60_000;
/** They take a twentieth of the time at most. */
const SHARE = 20;

/** Waits that no other goroutine ends. */
const BY_THEMSELVES: ReadonlySet<Operation> = new Set<Operation>(['sleep', 'io wait', 'syscall']);

/** Of findings that are not proven, some goroutines each, from the first to the last: a look tells what keeps what they wait for. */
export function whomToExplain(findings: readonly Finding[]): number[] {
  const ids = new Set<number>();
  // Those that may be called leaked wrongly come first.
  for (const tier of ['suspect', 'strong', 'info'] as const)
    for (const { goroutines, operation } of findings.filter((finding) => finding.tier === tier)) {
      if (BY_THEMSELVES.has(operation)) continue;
      const step = Math.max(1, (goroutines.length - 1) / (OF_EACH - 1));
      for (let i = 0; i < Math.min(OF_EACH, goroutines.length); i++)
        if (ids.size < MOST_EXPLAINED) ids.add(goroutines[Math.round(i * step)]);
    }
  return [...ids];
}

interface LookHost {
  /** Milliseconds, monotonic. */
  now(): number;
  look(
    asked: LookRequest,
    signal: AbortSignal,
    far: (progress: LookProgress) => void,
  ): Promise<Result<null, EngineError>>;
  /** It runs, is further, or does not run any more. */
  changed(): void;
}

interface Running {
  readonly what: LookRun['what'];
  readonly since: number;
  far: LookProgress | null;
  readonly abort: () => void;
  readonly done: Promise<Result<null, EngineError>>;
}

/**
 * Looks at the memory of a watched process, and proofs: one at a time, those that the user asks for and those that are made as soon as there is
 * a suspect. When the user ended one, none is made unless asked for.
 */
export class LiveLooks {
  readonly #host: LookHost;
  readonly #byItself: boolean;
  #running: Running | null = null;
  #findings: readonly Finding[] = [];
  #looked: ReadonlySet<string> = new Set();
  #lookedAt = -Infinity;
  #tookMs = 0;
  #held = false;
  refused = '';
  stopNs: readonly number[] = [];

  constructor(byItself: boolean, host: LookHost) {
    this.#byItself = byItself;
    this.#host = host;
  }

  get running(): LookRun | null {
    if (this.#running === null) return null;
    const { what, since, far } = this.#running;
    return { what, forMs: this.#host.now() - since, expectedMs: this.#tookMs === 0 ? null : this.#tookMs, far };
  }

  /** The process stood still. */
  stopped(stopNs: readonly number[]): void {
    this.stopNs = [...this.stopNs, ...stopNs];
  }

  /** There are new findings: a look where they need one. */
  consider(findings: readonly Finding[]): void {
    this.#findings = findings;
    if (!this.#byItself || this.#held || this.#running !== null) return;
    const suspects = idsOf(findings);
    if (suspects.length === 0) return;
    const since = this.#host.now() - this.#lookedAt;
    const least = suspects.some((id) => !this.#looked.has(id)) ? NEXT_MS : AGAIN_MS;
    if (since < Math.max(least, SHARE * this.#tookMs)) return;
    void this.#run('look', null);
  }

  /** Asked for by the user. A look that runs is the one that is asked for; a proof waits for it. */
  async ask(maxStopMs: number | null, signal: AbortSignal | null): Promise<Result<null, EngineError>> {
    this.#held = false;
    const running = this.#running;
    if (running !== null && maxStopMs === null) return running.done;
    await running?.done;
    if (signal?.aborted === true) return err(engineError('cancelled', 'Cancelled'));
    if (this.#running !== null)
      return err(engineError('bad-params', 'A look is under way', { hint: 'Wait for its end.' }));
    const run = this.#run(maxStopMs === null ? 'look' : 'proof', maxStopMs);
    const abort = (): void => this.#running?.abort();
    signal?.addEventListener('abort', abort, { once: true });
    const outcome = await run;
    signal?.removeEventListener('abort', abort);
    return outcome;
  }

  /** Ends what runs, and waits for it. No other one is made unless asked for. */
  async end(): Promise<void> {
    this.#held = true;
    this.#running?.abort();
    await this.#running?.done;
  }

  #run(what: Running['what'], maxStopMs: number | null): Promise<Result<null, EngineError>> {
    const controller = new AbortController();
    const since = this.#host.now();
    const asked = { maxStopMs, explain: whomToExplain(this.#findings) };
    const about = new Set(idsOf(this.#findings));
    const far = (progress: LookProgress): void => {
      if (this.#running === null) return;
      this.#running.far = progress;
      this.#host.changed();
    };
    const done = this.#host.look(asked, controller.signal, far).then((outcome) => {
      this.#running = null;
      this.#looked = about;
      this.#lookedAt = this.#host.now();
      if (outcome.ok) {
        this.refused = '';
        this.#tookMs = this.#lookedAt - since;
      } else if (outcome.error.code !== 'cancelled') this.refused = refusal(outcome.error);
      this.#host.changed();
      return outcome.ok ? ok(null) : outcome;
    });
    this.#running = { what, since, far: null, abort: () => controller.abort(), done };
    this.#host.changed();
    return done;
  }
}

/** Findings about goroutines that a look may make surer. */
function idsOf(findings: readonly Finding[]): string[] {
  const proven = TIERS.indexOf('proven');
  return findings
    .filter(({ tier, goroutines, operation }) => {
      const open = TIERS.indexOf(tier) > proven && tier !== 'info';
      return open && goroutines.length > 0 && !BY_THEMSELVES.has(operation);
    })
    .map(({ id }) => id);
}

function refusal({ message, reason, hint, command }: EngineError): string {
  return [message, reason, hint, command ?? '']
    .filter((part) => part !== '')
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(' ');
}
