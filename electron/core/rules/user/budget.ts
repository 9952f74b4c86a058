/** A rule that costs too much, or cannot be evaluated for a row. Caught by whoever judges, and told. */
export class EvaluationFailed extends Error {}

/** Steps of one rule in one document: about two seconds of them. */
const MOST_STEPS = 50_000_000;
/** How often the clock is looked at, and how long a rule may take whatever its steps say, ms. */
const LOOK_EVERY = 100_000;
const LONGEST_MS = 2_000;

/** What a rule may still spend on a document. Rule files come with checkouts, so they are not trusted to end. */
export class Budget {
  #left: number;
  #look = LOOK_EVERY;
  readonly #deadline: number;
  readonly #now: () => number;

  constructor(now: () => number, steps = MOST_STEPS) {
    this.#now = now;
    this.#left = steps;
    this.#deadline = now() + LONGEST_MS;
  }

  spend(steps: number): void {
    this.#left -= steps;
    this.#look -= steps;
    if (this.#left < 0) throw new EvaluationFailed('it takes too many steps');
    if (this.#look > 0) return;
    this.#look = LOOK_EVERY;
    if (this.#now() > this.#deadline) throw new EvaluationFailed(`it takes longer than ${LONGEST_MS / 1000} s`);
  }
}
