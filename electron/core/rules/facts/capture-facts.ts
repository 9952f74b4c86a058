import type { Operation } from '@core/api/operation';
import { packagePath } from '@core/base/go-name';
import { finishSteps, type Steps } from '@core/base/steps';
import { operationOf, type GoroutineView, type RuleContext } from '../context';
import { MOST_JUDGED } from '../thresholds';
import { GroupFacts, type Entry, type Quiet, type Whole } from './facts';
import { isLock } from './lock-facts';
import { quietOf } from './quiet';
import { receiverType, relationsInSteps, type Relations } from './relations';
import { StackMarks } from './stack-marks';

const NO_TYPES: ReadonlySet<string> = new Set();

/** Facts of all groups of one goroutine capture. */
export class Facts implements Whole {
  readonly context: RuleContext;
  readonly view: GoroutineView;
  readonly groups: readonly number[];
  /** Marks by number. */
  readonly #marks: readonly RegExp[];
  readonly #markOf: ReadonlyMap<RegExp, number>;
  readonly #groups: (GroupFacts | undefined)[];
  #stackMarks: StackMarks | null = null;
  /** By FunctionId: the type of its receiver, `` of functions. */
  readonly #types: (string | undefined)[];
  #relations: Relations | null = null;
  #entries: Map<string, Entry> | null = null;
  #liveBodies: Map<string, number> | null = null;
  #creatorsRecorded: boolean | null = null;
  #quiet: Quiet | null = null;

  constructor(context: RuleContext, view: GoroutineView, marks: readonly RegExp[]) {
    this.context = context;
    this.view = view;
    this.#marks = marks;
    this.#markOf = new Map(marks.map((mark, i) => [mark, i]));
    this.groups = largest(view);
    this.#groups = new Array<GroupFacts | undefined>(view.groups.count).fill(undefined);
    this.#types = new Array<string | undefined>(view.analysis.capture.functions.count).fill(undefined);
  }

  /** Works out what all groups share, a step each. */
  *prepare(): Steps<void> {
    const { analysis } = this.view;
    yield;
    void this.#onStacks;
    yield;
    if (this.groups.some((group) => isLock(operationOf(this.view, group)))) {
      yield* analysis.prepareLocks();
      yield;
    }
    this.#relations ??= yield* this.#relate();
  }

  of(group: number): GroupFacts {
    return (this.#groups[group] ??= new GroupFacts(this, group));
  }

  get relations(): Relations {
    return (this.#relations ??= finishSteps(this.#relate()));
  }

  #relate(): Steps<Relations> {
    return relationsInSteps(
      this.view,
      this.groups,
      (group) => this.of(group).makers,
      (group) => this.of(group).isBystander,
    );
  }

  get creatorsRecorded(): boolean {
    return (this.#creatorsRecorded ??= this.groups.some((group) => this.view.groups.creator[group] >= 0));
  }

  get quiet(): Quiet {
    return (this.#quiet ??= quietOf(this.groups.map((group) => this.of(group))));
  }

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

  get #onStacks(): StackMarks {
    return (this.#stackMarks ??= new StackMarks(this.view.analysis, this.#marks));
  }

  isMarked(stack: number): boolean {
    return this.#onStacks.hasAny(stack);
  }

  marked(stack: number, pattern: RegExp): boolean {
    const at = this.#markOf.get(pattern);
    if (at === undefined) throw new Error(`${String(pattern)} is not among the marks`);
    return this.#onStacks.has(stack, at);
  }

  typesOn(stack: number): ReadonlySet<string> {
    const { stacks, frames, functions, strings } = this.view.analysis.capture;
    let types: Set<string> | null = null;
    for (let at = stack; at !== 0; at = stacks.prefix[at]) {
      const func = frames.func[stacks.frame[at]];
      const type = (this.#types[func] ??= receiverType(strings.get(functions.name[func])));
      if (type !== '') (types ??= new Set()).add(type);
    }
    return types ?? NO_TYPES;
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
