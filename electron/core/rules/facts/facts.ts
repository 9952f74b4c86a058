import type { Operation } from '@core/api/operation';
import { packagePath } from '@core/base/go-name';
import { GOROUTINE_NO_CASES } from '@core/model/tables';
import { DEPENDENCY, OWN } from '@core/analysis/origin';
import { pointerPeers } from '@core/analysis/shared-pointers';
import { allowedGroup, creatorOf, operationOf, type Creator, type GoroutineView, type RuleContext } from '../context';
import type { AllowEntry } from '../allow-list';
import { wokenThere } from '../motion';
import { trendOf, type Trend } from '../series';
import { birthsOf, childrenOf, type Births } from './births';
import { isLock } from './lock-facts';
import { isConstructorName, isLoopName } from './name-shapes';
import { outerName, receiverType, scopeName, startsEverything, type Relation, type Relations } from './relations';
import { askedThroughHelper, askedThroughWaitGroup, type Asked } from './starter';

/** What a goroutine does that is neither stuck nor waiting for another goroutine of the program. */
const LIVE: ReadonlySet<Operation> = new Set<Operation>(['sleep', 'io wait', 'syscall', 'other']);

/** Operations that another goroutine must end. */
const WAITS: ReadonlySet<Operation> = new Set<Operation>([
  ...(['chan send', 'chan receive', 'select', 'mutex lock', 'rwmutex rlock', 'rwmutex lock'] as const),
  ...(['waitgroup wait', 'cond wait', 'semacquire'] as const),
]);

/** How its creator starts goroutines, by name: main and constructors start what lives as long as the process. */
export type StarterKind = 'process' | 'constructor' | 'task' | 'unknown';

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
export interface Whole {
  readonly context: RuleContext;
  readonly view: GoroutineView;
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
  /** Receiver types of the functions of a stack. */
  typesOn(stack: number): ReadonlySet<string>;
  /** See `GroupFacts.weightWith`. */
  weightWith(patterns: readonly RegExp[], operation: Operation | null): number;
  /** Whether a frame of a stack matches any of the marks, which few do. */
  isMarked(stack: number): boolean;
  /** Whether one matches this mark. */
  marked(stack: number, pattern: RegExp): boolean;
}

/** What is known of one group of goroutines at one site, worked out when first asked for. */
export class GroupFacts {
  readonly operation: Operation;
  readonly count: number;
  readonly stack: number;
  readonly #facts: Whole;
  readonly group: number;
  #trend: Trend | null = null;
  #births: Births | null | undefined;
  #children: number | null = null;
  #allowed: AllowEntry | null | undefined;
  #frames: readonly string[] | null = null;
  #receivers: ReadonlySet<string> | null = null;
  #entryName: string | null = null;
  #siteName: string | null = null;
  #loop: boolean | null = null;
  #marked: boolean | null = null;
  #creator: Creator | null | undefined;
  #asked: { readonly found: Asked | null } | null = null;
  #related: readonly GroupFacts[] | null = null;
  #otherLockers: readonly GroupFacts[] | null = null;
  #stuckElsewhere: readonly GroupFacts[] | null = null;
  #relations: readonly { readonly other: GroupFacts; readonly relation: Relation }[] | null = null;

  constructor(facts: Whole, group: number) {
    const { view } = facts;
    this.#facts = facts;
    this.group = group;
    this.operation = operationOf(view, group);
    this.count = view.groups.weight[group];
    this.stack = view.table.stack[view.groups.sample[group]];
  }

  get view(): GoroutineView {
    return this.#facts.view;
  }

  get handle(): string {
    return this.view.groups.handle(this.group);
  }

  get context(): RuleContext {
    return this.#facts.context;
  }

  /** Rows of the goroutine table. */
  get rows(): Uint32Array {
    const { members, start } = this.view.groups;
    return members.subarray(start[this.group], start[this.group + 1]);
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

  get trend(): Trend {
    return (this.#trend ??= trendOf(this.#facts.context, this.handle));
  }

  get births(): Births | null {
    if (this.#births === undefined) this.#births = birthsOf(this.view, this.group);
    return this.#births;
  }

  get creator(): Creator | null {
    if (this.#creator === undefined) this.#creator = creatorOf(this.view, this.group);
    return this.#creator;
  }

  /** Who asked for them through a helper that has the `go` statement; null where no helper shows. */
  get asked(): Asked | null {
    return (this.#asked ??= { found: this.#whoAsked() }).found;
  }

  #whoAsked(): Asked | null {
    const { entryName, creator } = this;
    return askedThroughWaitGroup(creator?.ref.function ?? '', entryName) ?? askedThroughHelper(this.frames, entryName);
  }

  /** Name of the function that asked for them; `` where nobody is known. */
  get starter(): string {
    return this.asked?.starter ?? this.creator?.ref.function ?? '';
  }

  /** What they were started to run. */
  get bodyName(): string {
    return this.asked?.body ?? this.entryName;
  }

  /** Who may have started them: the function with the `go` statement, and who asked it to. */
  get makers(): readonly string[] {
    const { creator, starter } = this;
    return creator === null ? [] : [...new Set([creator.ref.function, starter])];
  }

  /** Allow-list entry of its most frequent stack. */
  get allowed(): AllowEntry | null {
    return this.#isStuckMain ? null : this.#listed;
  }

  get #listed(): AllowEntry | null {
    if (this.#allowed === undefined) this.#allowed = allowedGroup(this.view, this.group);
    return this.#allowed;
  }

  /**
   * The main goroutine, which went into a function of the program to wait there for others, in a process in which nobody is left who could be
   * at work. Waiting in main.main itself is how programs wait for ever on purpose, and an idle server waits for a channel wherever it likes.
   */
  get #isStuckMain(): boolean {
    if (this.#listed?.id !== 'main' || !this.waits || this.operation === 'select') return false;
    if (this.siteName === 'main.main') return false;
    const { quiet } = this;
    if (quiet !== 'listening') return quiet === 'deserted';
    if (this.operation === 'waitgroup wait') return this.creatorsRecorded || !this.hasCompany;
    return this.operation === 'cond wait' && !this.hasCompany;
  }

  get isMain(): boolean {
    return this.entryName === 'main.main';
  }

  /** The goroutine of a test, which should end. */
  get isTest(): boolean {
    return this.entryName === 'testing.tRunner';
  }

  /** The main goroutine that waits for the program to end, or is asleep: it wakes nobody, as far as one can tell. */
  get isMainAtRest(): boolean {
    if (this.#listed?.id !== 'main') return false;
    // A select with cases may have a signal or a timer among them.
    return this.operation !== 'io wait' && (this.operation !== 'select' || this.#isEmptySelect);
  }

  get #isEmptySelect(): boolean {
    return (this.view.groups.allFlags[this.group] & GOROUTINE_NO_CASES) !== 0;
  }

  /** Members woken where they wait, while a trace was recorded; null for captures of one moment. */
  get woken(): number | null {
    return wokenThere(this.view, this.group);
  }

  get entryName(): string {
    return (this.#entryName ??= this.#nameOf(this.#entryFrame));
  }

  get siteName(): string {
    return (this.#siteName ??= this.#nameOf(this.#siteFrame));
  }

  #nameOf(frame: number): string {
    if (frame < 0) return '';
    const { frames, functions, strings } = this.view.analysis.capture;
    return strings.get(functions.name[frames.func[frame]]);
  }

  /** Receiver types of the functions of its most frequent stack. */
  get receivers(): ReadonlySet<string> {
    return (this.#receivers ??= this.#facts.typesOn(this.stack));
  }

  /** Names of the frames of its most frequent stack, leaf first. */
  get frames(): readonly string[] {
    return (this.#frames ??= this.#namesOfFrames());
  }

  #namesOfFrames(): readonly string[] {
    const { stacks, frames, functions, strings } = this.view.analysis.capture;
    const names: string[] = [];
    for (let at = this.stack; at !== 0; at = stacks.prefix[at])
      names.push(strings.get(functions.name[frames.func[stacks.frame[at]]]));
    return names;
  }

  /** Whether the name of a frame of its most frequent stack matches; patterns must be in `MARKS`. */
  has(pattern: RegExp): boolean {
    return (this.#marked ??= this.#facts.isMarked(this.stack)) && this.#facts.marked(this.stack, pattern);
  }

  get starterKind(): StarterKind {
    const { creator } = this;
    if (creator === null) return 'unknown';
    const name = this.starter;
    if (startsEverything(name)) {
      // A function literal in main may run anywhere; where the dump says who ran it, only the main goroutine counts.
      const { births } = this;
      if (name === outerName(name) || /\.init\.\d+$/.test(name)) return 'process';
      return births === null || births.known === 0 ? 'unknown' : births.byMain === births.known ? 'process' : 'task';
    }
    return this.asked === null && isConstructorName(name) ? 'constructor' : 'task';
  }

  /** It runs a function of the program that is called like a loop (`run`, `worker`, `watchLoop`). */
  get isLoop(): boolean {
    return (this.#loop ??= this.isProgramEntry && !this.isMain && isLoopName(this.bodyName));
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

  /** Different methods of the type that owns the site, on the waiter's own stack: one of them may hold what the innermost waits for. */
  get methodsOfOwner(): readonly string[] {
    const owner = receiverType(this.siteName);
    if (owner === '') return [];
    return [...new Set(this.frames.filter((name) => receiverType(name) === owner))];
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

  /** Goroutines that these have started, through whatever function, and that are there; 0 where dumps do not say who started whom. */
  get children(): number {
    return (this.#children ??= childrenOf(this.view, this.group));
  }

  /** Its site is code of the program or of a dependency. */
  get isOwn(): boolean {
    return this.#isProgram(this.siteName === '' ? -1 : this.#siteFrame);
  }

  /** The function that started them is code of the program or of a dependency. */
  get startedByProgram(): boolean {
    const { creator } = this;
    if (creator === null) return false;
    if (this.asked !== null) return true;
    return creator.printed ? this.#isProgram(this.view.groups.creator[this.group]) : true;
  }

  /** Its body is code of the program or of a dependency. */
  get isProgramEntry(): boolean {
    return this.#isProgram(this.#entryFrame) || this.asked !== null;
  }

  /**
   * It waits in a function that its body called, not in the body: a task that waits for an answer. Those that wait for work wait in their
   * body, or in what a body that is called like a loop calls.
   */
  get waitsForAnswer(): boolean {
    return this.isProgramEntry && this.isOwn && !this.isLoop && outerName(this.siteName) !== outerName(this.bodyName);
  }

  /**
   * Goroutines at work that it may have started although nothing shows it: they run a function of its package or of the standard library
   * (\`go pump(&wg, conn)\`), and who started them is not recorded.
   */
  get possibleWorkers(): number {
    return this.#facts.liveBodies(packagePath(this.siteName)) + this.#facts.liveBodies('');
  }

  /** Its code is that of main or a package initialiser, closures included: what those start shares nothing with them by name. */
  get isOfMain(): boolean {
    return startsEverything(this.siteName) && startsEverything(this.entryName);
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

  get #entryFrame(): number {
    const { analysis, groups } = this.view;
    // Members may differ in the address of the same line: then the most frequent stack tells.
    return groups.entry[this.group] < 0 ? analysis.sites.entry[this.stack] : groups.entry[this.group];
  }

  get #siteFrame(): number {
    const { analysis, groups } = this.view;
    return groups.site[this.group] < 0 ? analysis.sites.site[this.stack] : groups.site[this.group];
  }

  #isProgram(frame: number): boolean {
    if (frame < 0) return false;
    const { capture, origins } = this.view.analysis;
    const origin = origins.origin[capture.frames.func[frame]];
    return origin === OWN || origin === DEPENDENCY;
  }

  /** Goroutines of the whole capture with a frame that matches one of the patterns (in `MARKS`); null = in any operation. */
  weightWith(patterns: readonly RegExp[], operation: Operation | null = null): number {
    return this.#facts.weightWith(patterns, operation);
  }

  /** Whoever takes the capture, and main.main or a test that sleeps until what it started is over: they wake nobody. */
  get isBystander(): boolean {
    if (this.#listed?.id === 'capture') return true;
    return (
      this.operation === 'sleep' &&
      (this.isMain || (this.isTest && this.frames[this.frames.lastIndexOf(this.entryName) - 1] === this.siteName))
    );
  }

  get isLive(): boolean {
    return LIVE.has(this.operation);
  }

  get waits(): boolean {
    return WAITS.has(this.operation);
  }

  get waitsForLock(): boolean {
    return isLock(this.operation);
  }
}
