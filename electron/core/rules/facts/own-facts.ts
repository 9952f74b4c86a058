import type { Operation } from '@core/api/operation';
import { GOROUTINE_NO_CASES } from '@core/model/tables';
import { DEPENDENCY, OWN } from '@core/analysis/origin';
import { allowedGroup, creatorOf, operationOf, type Creator, type GoroutineView, type RuleContext } from '../context';
import type { AllowEntry } from '../allow-list';
import { wokenThere } from '../motion';
import { trendOf, type Trend } from '../series';
import { birthsOf, childrenOf, type Births } from './births';
import { isLock } from './lock-facts';
import { isConstructorName, isLoopName } from './name-shapes';
import { outerName, receiverType, startsEverything } from './relations';
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

/** What the facts of one group by itself are worked out from. */
export interface Shared {
  readonly context: RuleContext;
  readonly view: GoroutineView;
  /** Receiver types of the functions of a stack. */
  typesOn(stack: number): ReadonlySet<string>;
  /** Whether a frame of a stack matches any of the marks, which few do. */
  isMarked(stack: number): boolean;
  /** Whether one matches this mark. */
  marked(stack: number, pattern: RegExp): boolean;
}

/** What a group of goroutines at one site tells by itself, worked out when first asked for: its code, its members, who started it. */
export class OwnFacts {
  readonly operation: Operation;
  readonly count: number;
  readonly stack: number;
  readonly #shared: Shared;
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

  constructor(shared: Shared, group: number) {
    const { view } = shared;
    this.#shared = shared;
    this.group = group;
    this.operation = operationOf(view, group);
    this.count = view.groups.weight[group];
    this.stack = view.table.stack[view.groups.sample[group]];
  }

  get view(): GoroutineView {
    return this.#shared.view;
  }

  get handle(): string {
    return this.view.groups.handle(this.group);
  }

  get context(): RuleContext {
    return this.#shared.context;
  }

  /** Rows of the goroutine table. */
  get rows(): Uint32Array {
    const { members, start } = this.view.groups;
    return members.subarray(start[this.group], start[this.group + 1]);
  }

  get trend(): Trend {
    return (this.#trend ??= trendOf(this.#shared.context, this.handle));
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

  protected get listed(): AllowEntry | null {
    if (this.#allowed === undefined) this.#allowed = allowedGroup(this.view, this.group);
    return this.#allowed;
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
    if (this.listed?.id !== 'main') return false;
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
    return (this.#receivers ??= this.#shared.typesOn(this.stack));
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
    return (this.#marked ??= this.#shared.isMarked(this.stack)) && this.#shared.marked(this.stack, pattern);
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

  /** Different methods of the type that owns the site, on the waiter's own stack: one of them may hold what the innermost waits for. */
  get methodsOfOwner(): readonly string[] {
    const owner = receiverType(this.siteName);
    if (owner === '') return [];
    return [...new Set(this.frames.filter((name) => receiverType(name) === owner))];
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

  /** Its code is that of main or a package initialiser, closures included: what those start shares nothing with them by name. */
  get isOfMain(): boolean {
    return startsEverything(this.siteName) && startsEverything(this.entryName);
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

  /** Whoever takes the capture, and main.main or a test that sleeps until what it started is over: they wake nobody. */
  get isBystander(): boolean {
    if (this.listed?.id === 'capture') return true;
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
