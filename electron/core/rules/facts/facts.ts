import type { Operation } from '@core/api/operation';
import { parseGoName } from '@core/base/go-name';
import { DEPENDENCY, OWN } from '@core/analysis/origin';
import { codeRef } from '@core/analysis/site';
import { allowedGroup, creatorOf, operationOf, type Creator, type GoroutineView, type RuleContext } from '../context';
import type { AllowEntry } from '../allow-list';
import { wokenThere } from '../motion';
import { trendOf, type Trend } from '../series';
import { birthsOf, type Births } from './births';
import { computeRelations, outerName, type Relations } from './relations';
import { StackMarks } from './stack-marks';

/** What a goroutine does that is neither stuck nor waiting for another goroutine of the program. */
const LIVE: ReadonlySet<Operation> = new Set<Operation>(['sleep', 'io wait', 'syscall', 'other']);

/** Operations that another goroutine must end. */
const WAITS: ReadonlySet<Operation> = new Set<Operation>([
  ...(['chan send', 'chan receive', 'select', 'mutex lock', 'rwmutex rlock', 'rwmutex lock'] as const),
  ...(['waitgroup wait', 'cond wait', 'semacquire'] as const),
]);

/** How its creator starts goroutines, by name: main and constructors start what lives as long as the process. */
export type StarterKind = 'process' | 'constructor' | 'task' | 'unknown';

const CONSTRUCTOR =
  /^(New|new|Start|start|Run|run|Open|open|Dial|dial|Init|init|Setup|setup|Serve|serve|Listen|listen|Launch|launch|Make|make|Begin|begin|Spawn|spawn|Watch|watch|Connect|connect|Register|register|Must|Enable|Boot|boot|Create|create|Subscribe|subscribe)(?![a-z])/;
const LOOP =
  /^(run|Run|loop|Loop|serve|Serve|work|worker|Worker|watch|Watch|listen|Listen|consume|Consume|dispatch|Dispatch|poll|Poll|monitor|Monitor|flush|Flush|daemon|process|Process|handle|Handle|pump|Pump|drain|reap|janitor|sweep|gc|tick|housekeep|background|forever|main|recv|receive|read|write)(?![a-z])|(Loop|Worker|Pump|Daemon|er)$/;

/** What is known of one group of goroutines at one site, worked out when first asked for. */
export class GroupFacts {
  readonly operation: Operation;
  readonly count: number;
  readonly stack: number;
  readonly #facts: Facts;
  readonly group: number;
  #trend: Trend | null = null;
  #births: Births | null | undefined;
  #creator: Creator | null | undefined;

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

  /** Allow-list entry of its most frequent stack. */
  get allowed(): AllowEntry | null {
    return allowedGroup(this.view, this.group);
  }

  /** Members woken where they wait, while a trace was recorded; null for captures of one moment. */
  get woken(): number | null {
    return wokenThere(this.view, this.group);
  }

  get entryName(): string {
    return codeRef(this.view.analysis.capture, this.view.groups.entry[this.group])?.function ?? '';
  }

  get siteName(): string {
    return codeRef(this.view.analysis.capture, this.view.groups.site[this.group])?.function ?? '';
  }

  /** Names of the frames of its most frequent stack, leaf first. */
  get frames(): readonly string[] {
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
    const name = creator.ref.function;
    if (/^main\.(main|init)\b/.test(name) || /\.init(\.\d+)?$/.test(name)) return 'process';
    const { method, closure } = parseGoName(name);
    // A closure is the body of something: only the function itself constructs.
    return closure === '' && CONSTRUCTOR.test(method) ? 'constructor' : 'task';
  }

  /** It runs a function that is called like a loop (`run`, `worker`, `watchLoop`). */
  get isLoop(): boolean {
    const { method, closure } = parseGoName(this.entryName);
    return closure === '' && LOOP.test(method);
  }

  /** Other groups that share a type or a function with it. */
  get related(): readonly GroupFacts[] {
    return this.#facts.relations.related(this.group).map((group) => this.#facts.of(group));
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
    for (const name of this.frames)
      for (const group of this.#facts.relations.startedBy(name)) if (group !== this.group) found.add(group);
    return [...found].map((group) => this.#facts.of(group));
  }

  /** Its site is code of the program or of a dependency. */
  get isOwn(): boolean {
    const frame = this.view.groups.site[this.group];
    if (frame < 0) return false;
    const { capture, origins } = this.view.analysis;
    const origin = origins.origin[capture.frames.func[frame]];
    return origin === OWN || origin === DEPENDENCY;
  }

  /** Goroutines of the whole capture with a frame that matches one of the patterns, which must be in `MARKS`. */
  weightWith(patterns: readonly RegExp[]): number {
    return this.#facts.weightWith(patterns);
  }

  get isLive(): boolean {
    return LIVE.has(this.operation);
  }

  get waits(): boolean {
    return WAITS.has(this.operation);
  }
}

/** Facts of all groups of one goroutine capture. */
export class Facts {
  readonly context: RuleContext;
  readonly view: GoroutineView;
  readonly #marks: readonly RegExp[];
  readonly #groups: (GroupFacts | undefined)[] = [];
  #stackMarks: StackMarks | null = null;
  #relations: Relations | null = null;

  constructor(context: RuleContext, view: GoroutineView, marks: readonly RegExp[]) {
    this.context = context;
    this.view = view;
    this.#marks = marks;
  }

  of(group: number): GroupFacts {
    return (this.#groups[group] ??= new GroupFacts(this, group));
  }

  get relations(): Relations {
    return (this.#relations ??= computeRelations(this.view, (group) => this.of(group).creator?.ref.function ?? null));
  }

  weightWith(patterns: readonly RegExp[]): number {
    const { groups, table } = this.view;
    let weight = 0;
    for (let group = 0; group < groups.count; group++) {
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
