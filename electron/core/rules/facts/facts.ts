import type { Operation } from '@core/api/operation';
import { packagePath, parseGoName } from '@core/base/go-name';
import type { Steps } from '@core/base/steps';
import { DEPENDENCY, OWN } from '@core/analysis/origin';
import { pointerPeers } from '@core/analysis/shared-pointers';
import { codeRef } from '@core/analysis/site';
import { allowedGroup, creatorOf, operationOf, type Creator, type GoroutineView, type RuleContext } from '../context';
import type { AllowEntry } from '../allow-list';
import { wokenThere } from '../motion';
import { trendOf, type Trend } from '../series';
import { MOST_JUDGED } from '../thresholds';
import { birthsOf, type Births } from './births';
import {
  computeRelations,
  outerName,
  receiverType,
  startsEverything,
  type Relation,
  type Relations,
} from './relations';
import { StackMarks } from './stack-marks';
import { askedThroughHelper, askedThroughWaitGroup, type Asked } from './starter';

/** What a goroutine does that is neither stuck nor waiting for another goroutine of the program. */
const LIVE: ReadonlySet<Operation> = new Set<Operation>(['sleep', 'io wait', 'syscall', 'other']);

/** Operations that another goroutine must end. */
const WAITS: ReadonlySet<Operation> = new Set<Operation>([
  ...(['chan send', 'chan receive', 'select', 'mutex lock', 'rwmutex rlock', 'rwmutex lock'] as const),
  ...(['waitgroup wait', 'cond wait', 'semacquire'] as const),
]);

const LOCK_WAITS: ReadonlySet<Operation> = new Set<Operation>(['mutex lock', 'rwmutex lock', 'rwmutex rlock']);

/** How its creator starts goroutines, by name: main and constructors start what lives as long as the process. */
export type StarterKind = 'process' | 'constructor' | 'task' | 'unknown';

const CONSTRUCTOR =
  /^(New|new|Start|start|Open|open|Dial|dial|Init|init|Setup|setup|Serve|serve|Listen|listen|Launch|launch|Must|must|Connect|connect|Create|create|Boot|boot)(?![a-z])/;
const LOOP =
  /^(run|Run|loop|Loop|serve|Serve|work|worker|Worker|watch|Watch|listen|Listen|consume|Consume|dispatch|Dispatch|poll|Poll|monitor|Monitor|flush|Flush|daemon|process|Process|handle|Handle|pump|Pump|drain|reap|janitor|sweep|gc|tick|housekeep|background|forever|main|recv|receive|read|write)(?![a-z])|(Loop|Worker|Pump|Daemon|er)$/;

/** Members whose arguments are looked at. */
const FEW = 32;

/** What is known of one group of goroutines at one site, worked out when first asked for. */
export class GroupFacts {
  readonly operation: Operation;
  readonly count: number;
  readonly stack: number;
  readonly #facts: Facts;
  readonly group: number;
  #trend: Trend | null = null;
  #births: Births | null | undefined;
  #allowed: AllowEntry | null | undefined;
  #frames: readonly string[] | null = null;
  #receivers: ReadonlySet<string> | null = null;
  #creator: Creator | null | undefined;
  #asked: { readonly found: Asked | null } | null = null;
  #relations: readonly { readonly other: GroupFacts; readonly relation: Relation }[] | null = null;

  constructor(facts: Facts, group: number) {
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
    if (this.#allowed === undefined) this.#allowed = allowedGroup(this.view, this.group);
    return this.#allowed;
  }

  /** Members woken where they wait, while a trace was recorded; null for captures of one moment. */
  get woken(): number | null {
    return wokenThere(this.view, this.group);
  }

  get entryName(): string {
    return codeRef(this.view.analysis.capture, this.#entryFrame)?.function ?? '';
  }

  get siteName(): string {
    return codeRef(this.view.analysis.capture, this.#siteFrame)?.function ?? '';
  }

  /** Receiver types of the functions of its most frequent stack. */
  get receivers(): ReadonlySet<string> {
    return (this.#receivers ??= new Set(this.frames.map(receiverType).filter((type) => type !== '')));
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
    return this.#facts.marked(this.stack, pattern);
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
    const { method, closure } = parseGoName(name);
    // A closure is the body of something: only the function itself constructs.
    return closure === '' && this.asked === null && CONSTRUCTOR.test(method) ? 'constructor' : 'task';
  }

  /** It runs a function of the program that is called like a loop (`run`, `worker`, `watchLoop`). */
  get isLoop(): boolean {
    if (this.asked === null && !this.#isProgram(this.#entryFrame)) return false;
    const { method, closure } = parseGoName(this.bodyName);
    return closure === '' && LOOP.test(method);
  }

  /** Other groups that share code or a starter with it, and how. */
  get relations(): readonly { readonly other: GroupFacts; readonly relation: Relation }[] {
    return (this.#relations ??= [...this.#facts.relations.related(this.group)].map(([group, relation]) => ({
      other: this.#facts.of(group),
      relation,
    })));
  }

  /** No other goroutine shares code or a starter with it, so none of the program can be seen that would wake it. */
  get isAlone(): boolean {
    return this.#facts.relations.alone(this.group);
  }

  get related(): readonly GroupFacts[] {
    return this.relations.map(({ other }) => other);
  }

  /** Goroutines that have the function, its closures included, on their stack; without the members of this group. */
  inside(name: string): number {
    const all = this.#facts.relations.inside(name);
    const here = this.frames.some((frame) => outerName(frame) === outerName(name));
    return all - (here ? this.count : 0);
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
    return this.asked !== null || this.#isProgram(this.#entryFrame);
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

  /** Nothing in the whole process waits for input, a signal or time, as far as stacks show: an idle service does. */
  get inSilence(): boolean {
    return this.#facts.silent;
  }

  /** All goroutines that run the same body: how many, in how many places, and how many of them are at work. */
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

  /** Whoever takes the capture, and main.main that sleeps until the program ends: they wake nobody. */
  get isBystander(): boolean {
    return this.allowed?.id === 'capture' || (this.operation === 'sleep' && this.entryName === 'main.main');
  }

  get isLive(): boolean {
    return LIVE.has(this.operation);
  }

  get waits(): boolean {
    return WAITS.has(this.operation);
  }
}

/** See `GroupFacts.sameEntry`. */
export interface Entry {
  readonly count: number;
  readonly places: number;
  readonly live: number;
}

/** Facts of all groups of one goroutine capture. */
export class Facts {
  readonly context: RuleContext;
  readonly view: GoroutineView;
  /** Groups that are looked at: all, or the largest `MOST_JUDGED`. */
  readonly groups: readonly number[];
  readonly #marks: readonly RegExp[];
  readonly #groups: (GroupFacts | undefined)[] = [];
  #stackMarks: StackMarks | null = null;
  #relations: Relations | null = null;
  #entries: Map<string, Entry> | null = null;
  #liveBodies: Map<string, number> | null = null;
  #creatorsRecorded: boolean | null = null;
  #silent: boolean | null = null;

  constructor(context: RuleContext, view: GoroutineView, marks: readonly RegExp[]) {
    this.context = context;
    this.view = view;
    this.#marks = marks;
    this.groups = largest(view);
  }

  /** Works out what all groups share, a step each. */
  *prepare(): Steps<void> {
    const { analysis } = this.view;
    yield;
    this.#stackMarks ??= new StackMarks(analysis, this.#marks);
    yield;
    if (this.groups.some((group) => LOCK_WAITS.has(operationOf(this.view, group)))) {
      yield* analysis.prepareLocks();
      yield;
    }
    void this.relations;
    yield;
  }

  of(group: number): GroupFacts {
    return (this.#groups[group] ??= new GroupFacts(this, group));
  }

  get relations(): Relations {
    return (this.#relations ??= computeRelations(
      this.view,
      this.groups,
      (group) => this.of(group).makers,
      (group) => this.of(group).isBystander,
    ));
  }

  get creatorsRecorded(): boolean {
    return (this.#creatorsRecorded ??= this.groups.some((group) => this.view.groups.creator[group] >= 0));
  }

  get silent(): boolean {
    return (this.#silent ??= this.groups.every((group) => {
      const about = this.of(group);
      if (about.isBystander || about.allowed?.quiet === true) return true;
      return about.waits && about.allowed === null && about.operation !== 'select';
    }));
  }

  /** Goroutines at work by the package of the function they run, `` for the standard library; without those that every program has. */
  liveBodies(path: string): number {
    if (this.#liveBodies === null) {
      this.#liveBodies = new Map();
      for (const group of this.groups) {
        const about = this.of(group);
        if (!about.isLive || about.isBystander || about.allowed !== null) continue;
        const body = about.isProgramEntry ? packagePath(about.entryName) : '';
        this.#liveBodies.set(body, (this.#liveBodies.get(body) ?? 0) + about.count);
      }
    }
    return this.#liveBodies.get(path) ?? 0;
  }

  entryOf(name: string): Entry {
    if (this.#entries === null) {
      this.#entries = new Map();
      for (const group of this.groups) {
        const about = this.of(group);
        const known = this.#entries.get(about.entryName) ?? { count: 0, places: 0, live: 0 };
        this.#entries.set(about.entryName, {
          count: known.count + about.count,
          places: known.places + 1,
          live: known.live + (about.isLive ? about.count : 0),
        });
      }
    }
    return this.#entries.get(name) ?? { count: 0, places: 0, live: 0 };
  }

  weightWith(patterns: readonly RegExp[], operation: Operation | null): number {
    const { groups, table } = this.view;
    let weight = 0;
    for (let group = 0; group < groups.count; group++) {
      if (operation !== null && operationOf(this.view, group) !== operation) continue;
      const stack = table.stack[groups.sample[group]];
      if (patterns.some((pattern) => this.marked(stack, pattern))) weight += groups.weight[group];
    }
    return weight;
  }

  marked(stack: number, pattern: RegExp): boolean {
    const at = this.#marks.indexOf(pattern);
    if (at < 0) throw new Error(`${String(pattern)} is not among the marks`);
    this.#stackMarks ??= new StackMarks(this.view.analysis, this.#marks);
    return this.#stackMarks.has(stack, at);
  }
}

function largest({ groups }: GoroutineView): readonly number[] {
  const { count, weight } = groups;
  if (count <= MOST_JUDGED) return Array.from({ length: count }, (_, group) => group);
  // Sorting half a million groups by weight and place takes longer than looking for the weight that is just large enough.
  const least = weight.slice().sort()[count - MOST_JUDGED];
  const chosen: number[] = [];
  for (let group = 0; group < count; group++) if (weight[group] > least) chosen.push(group);
  for (let group = 0; chosen.length < MOST_JUDGED; group++) if (weight[group] === least) chosen.push(group);
  return chosen.sort((a, b) => weight[b] - weight[a] || a - b);
}
