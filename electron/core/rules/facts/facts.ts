import type { Operation } from '@core/api/operation';
import { packagePath } from '@core/base/go-name';
import { pointerPeers } from '@core/analysis/shared-pointers';
import type { AllowEntry } from '../allow-list';
import { scopeName, startsEverything, type Relation, type Relations } from './relations';
import { OwnFacts, type Shared } from './own-facts';

/** Members whose arguments are looked at. */
const FEW = 32;

/**
 * What of a whole process waits for something that comes from outside or with time: `deserted` nothing, so nobody is left who could begin
 * anything · `selecting` only selects of the program, which may have a timer among their cases · `listening` only servers that wait for
 * connections or requests · `working` something is at work or asleep.
 */
export type Quiet = 'deserted' | 'selecting' | 'listening' | 'working';

/** All goroutines that run one body: how many, in how many places, and how many of them are at work. */
export interface Entry {
  readonly count: number;
  readonly places: number;
  readonly live: number;
}

/** What the facts of one group are worked out from: those of all groups of the capture. */
export interface Whole extends Shared {
  /** Groups that are looked at: all, or the largest `MOST_JUDGED`. */
  readonly groups: readonly number[];
  readonly relations: Relations;
  /** The format says who created a goroutine. */
  readonly creatorsRecorded: boolean;
  readonly quiet: Quiet;
  of(group: number): GroupFacts;
  /** Goroutines at work by the package of the function they run, `` for the standard library; without those that every program has. */
  liveBodies(path: string): number;
  entryOf(name: string): Entry;
  /** See `GroupFacts.weightWith`. */
  weightWith(patterns: readonly RegExp[], operation: Operation | null): number;
}

/** What is known of one group of goroutines at one site, worked out when first asked for: with what the others of its capture tell. */
export class GroupFacts extends OwnFacts {
  readonly #facts: Whole;
  #related: readonly GroupFacts[] | null = null;
  #otherLockers: readonly GroupFacts[] | null = null;
  #stuckElsewhere: readonly GroupFacts[] | null = null;
  #relations: readonly { readonly other: GroupFacts; readonly relation: Relation }[] | null = null;

  constructor(facts: Whole, group: number) {
    super(facts, group);
    this.#facts = facts;
  }

  /**
   * Other goroutines at work that mention an object of these (the receiver, a channel) among the arguments of their frames. Looked for with
   * the first members; none in formats without arguments.
   */
  get sharersAtWork(): number {
    const { capture, sharedPointers } = this.view.analysis;
    const live = new Set<number>();
    for (const { kind, outside } of pointerPeers(capture, sharedPointers, Array.from(this.rows.subarray(0, FEW)))) {
      if (kind === 'interface') continue;
      for (const { row, exact } of outside) {
        const group = this.view.groups.groupOf[row];
        if (!exact || group < 0 || group === this.group) continue;
        const other = this.#facts.of(group);
        if (other.isLive && !other.isBystander) live.add(row);
      }
    }
    return live.size;
  }

  /** Allow-list entry of its most frequent stack. */
  get allowed(): AllowEntry | null {
    return this.#isStuckMain ? null : this.listed;
  }

  /**
   * The main goroutine, which went into a function of the program to wait there for others, in a process in which nobody is left who could be
   * at work. Waiting in main.main itself is how programs wait for ever on purpose, and an idle server waits for a channel wherever it likes.
   */
  get #isStuckMain(): boolean {
    if (this.listed?.id !== 'main' || !this.waits || this.operation === 'select') return false;
    if (this.siteName === 'main.main') return false;
    const { quiet } = this;
    if (quiet !== 'listening') return quiet === 'deserted';
    if (this.operation === 'waitgroup wait') return this.creatorsRecorded || !this.hasCompany;
    return this.operation === 'cond wait' && !this.hasCompany;
  }

  /** Other groups that share code or a starter with it, and how. */
  get relations(): readonly { readonly other: GroupFacts; readonly relation: Relation }[] {
    return (this.#relations ??= this.#facts.relations.related(this.group).map(({ group, relation }) => ({
      other: this.#facts.of(group),
      relation,
    })));
  }

  /** No other goroutine shares code or a starter with it, so none of the program can be seen that would wake it. */
  get isAlone(): boolean {
    return this.#facts.relations.alone(this.group);
  }

  get related(): readonly GroupFacts[] {
    return (this.#related ??= this.relations.map(({ other }) => other));
  }

  /** Other groups that wait for a lock in code they share. */
  get otherLockers(): readonly GroupFacts[] {
    return (this.#otherLockers ??= this.related.filter((other) => other.waitsForLock));
  }

  /** Groups stuck in a channel, a WaitGroup or a Cond in code they share: they may hold the lock. */
  get stuckElsewhere(): readonly GroupFacts[] {
    return (this.#stuckElsewhere ??= this.related.filter(
      (other) => other.waits && !other.waitsForLock && other.allowed === null && !other.isLoop,
    ));
  }

  /** Goroutines that have the function, its closures included, on their stack; without the members of this group. */
  inside(name: string): number {
    const all = this.#facts.relations.inside(name);
    const here = this.frames.some((frame) => scopeName(frame) === scopeName(name));
    // Of the standard library's functions nobody is counted.
    return Math.max(0, all - (here ? this.count : 0));
  }

  /** Groups started by a function on this group's stack. */
  get workers(): readonly GroupFacts[] {
    const found = new Set<number>();
    for (const name of this.frames) {
      // A goroutine passes through main on its way; only main's own wait is for what main started.
      if (startsEverything(name) && !this.isOfMain) continue;
      for (const group of this.#facts.relations.startedBy(name)) if (group !== this.group) found.add(group);
    }
    return [...found].map((group) => this.#facts.of(group));
  }

  /**
   * Goroutines at work that it may have started although nothing shows it: they run a function of its package or of the standard library
   * (\`go pump(&wg, conn)\`), and who started them is not recorded.
   */
  get possibleWorkers(): number {
    return this.#facts.liveBodies(packagePath(this.siteName)) + this.#facts.liveBodies('');
  }

  /** Other goroutines run code of the program, at work or not, whoever takes the capture left out. */
  get hasCompany(): boolean {
    return this.#facts.groups.some((group) => {
      const other = this.#facts.of(group);
      return group !== this.group && other.isProgramEntry && !other.isBystander && other.entryName !== 'main.main';
    });
  }

  /** The format says who created a goroutine. */
  get creatorsRecorded(): boolean {
    return this.#facts.creatorsRecorded;
  }

  /** What of the whole process waits for something that comes from outside or with time. */
  get quiet(): Quiet {
    return this.#facts.quiet;
  }

  /** Nothing in the process could begin anything. */
  get isDeserted(): boolean {
    return this.quiet === 'deserted';
  }

  /** All goroutines that run the same body. */
  get sameEntry(): Entry {
    return this.#facts.entryOf(this.entryName);
  }

  /** Goroutines of the whole capture with a frame that matches one of the patterns (in `MARKS`); null = in any operation. */
  weightWith(patterns: readonly RegExp[], operation: Operation | null = null): number {
    return this.#facts.weightWith(patterns, operation);
  }
}
