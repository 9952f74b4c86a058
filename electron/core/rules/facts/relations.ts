import { GrowableColumn } from '@core/base/columns';
import { parseGoName, plainFunction } from '@core/base/go-name';
import type { Steps } from '@core/base/steps';
import { RUNTIME, STD } from '@core/analysis/origin';
import type { GoroutineView } from '../context';

/**
 * What two groups have in common: `code` a function or receiver type on the stacks of both · `starter` one is inside what started the
 * other · `sibling` they were started by the same function or type.
 */
export type Relation = 'code' | 'starter' | 'sibling';

export interface Related {
  readonly group: number;
  readonly relation: Relation;
}

/**
 * Which groups may have to do with each other. Only code of the program and its dependencies counts; main.main and package
 * initialisers start everything and relate nothing.
 */
export interface Relations {
  /** Other groups, each with the closest relation; the closest first. */
  related(group: number): readonly Related[];
  /** No other group has anything in common with it, however many share it. */
  alone(group: number): boolean;
  /** Goroutines that have the function (closures not counted) on their stack. */
  inside(outer: string): number;
  /** Groups started by a function, its closures, or another method of its type: the workers of `(*Pool).Start` for `(*Pool).Close`. */
  startedBy(outer: string): readonly number[];
}

/** What is shared by more groups than this relates nothing: a logging helper, a middleware. */
const MOST_RELATED = 64;

const STARTS_EVERYTHING = /^main\.main$|\.init$/;

/** A function, or a closure of one, that starts what lives as long as the process. */
export function startsEverything(name: string): boolean {
  const outer = outerName(name);
  // A method may be called init as well.
  return STARTS_EVERYTHING.test(outer) && receiverType(outer) === '';
}

/** A function whose closures count as it; function literals of main have to do with themselves only. */
export function scopeName(name: string): string {
  const outer = outerName(name);
  return startsEverything(outer) ? name : outer;
}

/** What of a name relates goroutines; see the functions that answer it. */
interface Names {
  readonly outer: string;
  readonly type: string;
  readonly typeKey: string;
}

const known = new Map<string, Names>();
/** Names that are kept: a program has some ten thousands. */
const MOST_NAMES = 100_000;

function namesOf(name: string): Names {
  let names = known.get(name);
  if (names === undefined) {
    if (known.size >= MOST_NAMES) known.clear();
    known.set(name, (names = makeNames(name)));
  }
  return names;
}

function makeNames(name: string): Names {
  const plain = plainFunction(name);
  if (plain >= 0) return { outer: name, type: '', typeKey: typeKeyOf(name.slice(0, plain), made(name.slice(plain))) };
  const { path, pkg, receiver, method } = parseGoName(name);
  const prefix = pkg === '' ? '' : `${path}${pkg}.`;
  if (receiver === '') return { outer: prefix + method, type: '', typeKey: typeKeyOf(`${path}${pkg}.`, made(method)) };
  const own = receiver.replace(/^\(\*?|\)$/g, '');
  return {
    outer: `${prefix}${receiver}.${method}`,
    type: `${path}${pkg}.${own}`,
    typeKey: typeKeyOf(`${path}${pkg}.`, own),
  };
}

/** What a function makes by its name; `` where none. */
function made(method: string): string {
  return MAKES.exec(method)?.[1] ?? '';
}

function typeKeyOf(prefix: string, type: string): string {
  return type === '' ? '' : `${prefix}${type[0].toLowerCase()}${type.slice(1)}`;
}

/** `pkg.(*T).m.func1` → `pkg.(*T).m`, type arguments folded. */
export function outerName(name: string): string {
  return namesOf(name).outer;
}

/** `pkg.T` of a method's receiver; `` for functions. */
export function receiverType(name: string): string {
  return namesOf(name).type;
}

const MAKES = /^(?:new|make|open|start|dial|create)([A-Z]\w*)$/i;

/**
 * Key of the type that a function has to do with: its receiver's, or what it makes by its name (`newPool`, `OpenStore`), so that what a
 * constructor starts shares code with the methods of what it makes. The case of the first letter does not count; `` where none.
 */
function typeKey(name: string): string {
  return namesOf(name).typeKey;
}

/** Groups by key, and keys by group, in columns: a capture has ten thousand groups that are judged, and as many functions. */
class Index {
  /** Groups in the order in which they were added. */
  readonly #groups: readonly number[];
  /** Keys of the `i`th group: `keys[start[i] … start[i + 1])`. */
  readonly #start: Uint32Array;
  readonly #keys = new GrowableColumn(Uint32Array);
  /** Groups of a key: `list[from[key] … from[key + 1])`; null while groups are added. */
  #from = new Uint32Array(0);
  #list = new Uint32Array(0);
  #added = 0;

  constructor(groups: readonly number[]) {
    this.#groups = groups;
    this.#start = new Uint32Array(groups.length + 1);
  }

  /** Adds the next group. */
  add(keys: Iterable<number>): void {
    for (const key of keys) this.#keys.push(key);
    this.#start[++this.#added] = this.#keys.length;
  }

  /** To be called once all are added. `count`: keys are below it. */
  finish(count: number): void {
    const keys = this.#keys.finish();
    const from = new Uint32Array(count + 1);
    for (const key of keys) from[key + 1]++;
    for (let key = 0; key < count; key++) from[key + 1] += from[key];
    const list = new Uint32Array(keys.length);
    const next = from.slice();
    for (const [i, group] of this.#groups.entries())
      for (let k = this.#start[i]; k < this.#start[i + 1]; k++) list[next[keys[k]]++] = group;
    this.#from = from;
    this.#list = list;
  }

  /** Keys of the group that was added as the `i`th. */
  keysOf(i: number): Uint32Array {
    return this.#keys.data.subarray(this.#start[i], this.#start[i + 1]);
  }

  groupsOf(key: number): Uint32Array {
    return this.#list.subarray(this.#from[key], this.#from[key + 1]);
  }
}

/** Groups between two pauses. */
const GROUPS_AT_ONCE = 512;

/** Numbers for the functions and types that relate groups. */
class Keys {
  readonly #byFunction = new Map<string, number>();
  readonly #byType = new Map<string, number>();

  get count(): number {
    return this.#byFunction.size + this.#byType.size;
  }

  /** Key of a function without closures, key of its type. */
  ofName(name: string): readonly number[] {
    const outer = outerName(name);
    // A function literal of main has to do with itself only.
    if (startsEverything(outer)) return name === outer ? [] : [this.#intern(this.#byFunction, name)];
    const type = typeKey(name);
    const own = this.#intern(this.#byFunction, outer);
    return type === '' ? [own] : [own, this.#intern(this.#byType, type)];
  }

  ofFunction(outer: string): number | undefined {
    return this.#byFunction.get(outer);
  }

  ofType(type: string): number | undefined {
    return this.#byType.get(type);
  }

  #intern(ids: Map<string, number>, text: string): number {
    let id = ids.get(text);
    if (id === undefined) ids.set(text, (id = this.count));
    return id;
  }
}

const NO_KEYS: readonly number[] = [];

export function* relationsInSteps(
  view: GoroutineView,
  /** Groups that are looked at; others relate to nothing. */
  selected: readonly number[],
  /** Who ran the `go` statement, and who asked for it where that is another function. */
  creatorNames: (group: number) => readonly string[],
  /** Groups that are on the spot for another reason than the program's: whoever takes the capture, main.main that sleeps. */
  bystander: (group: number) => boolean,
): Steps<Relations> {
  const { groups, table, analysis } = view;
  const { functions, frames, stacks, strings } = analysis.capture;
  const { prefix, frame } = stacks;
  const { origin } = analysis.origins;
  const keys = new Keys();
  const known: (readonly number[] | undefined)[] = new Array<undefined>(functions.count).fill(undefined);
  const keysOfFunction = (f: number): readonly number[] =>
    (known[f] ??= origin[f] === STD || origin[f] === RUNTIME ? NO_KEYS : keys.ofName(strings.get(functions.name[f])));

  const onStack = new Index(selected);
  const asCreator = new Index(selected);
  const insideOf = new GrowableColumn(Float64Array);
  /** What main.main and package initialisers started: it relates nothing, but they may wait for it. */
  const ofMain = new Map<string, number[]>();
  /** By group: 1 + its place in `selected`; 0 = not among them. */
  const placeOf = new Uint32Array(groups.count);
  const aside = new Uint8Array(groups.count);
  const here = new Set<number>();
  for (const [place, group] of selected.entries()) {
    if (place % GROUPS_AT_ONCE === 0) yield;
    placeOf[group] = place + 1;
    aside[group] = bystander(group) ? 1 : 0;
    here.clear();
    for (let at = table.stack[groups.sample[group]]; at !== 0; at = prefix[at])
      for (const key of keysOfFunction(frames.func[frame[at]])) here.add(key);
    const makers = creatorNames(group);
    const made = makers.length === 0 ? NO_KEYS : new Set(makers.flatMap((maker) => keys.ofName(maker)));
    while (insideOf.length < keys.count) insideOf.push(0);
    if (aside[group] === 0) for (const key of here) insideOf.data[key] += groups.weight[group];
    onStack.add(here);
    asCreator.add(made);
    for (const maker of new Set(makers.map(outerName))) {
      if (!startsEverything(maker)) continue;
      const started = ofMain.get(maker);
      if (started === undefined) ofMain.set(maker, [group]);
      else started.push(group);
    }
  }
  yield;
  onStack.finish(keys.count);
  asCreator.finish(keys.count);
  yield;
  /** By group: the question in which it was last found. */
  const found = new Uint32Array(groups.count);
  let question = 0;
  const collect = (into: Related[], keys: Uint32Array, index: Index, relation: Relation): void => {
    for (const key of keys) {
      const list = index.groupsOf(key);
      if (list.length > MOST_RELATED) continue;
      for (const group of list) {
        if (found[group] === question || aside[group] === 1) continue;
        found[group] = question;
        into.push({ group, relation });
      }
    }
  };
  return {
    related(group) {
      const place = placeOf[group];
      if (place === 0) return [];
      const into: Related[] = [];
      const [onIts, madeIt] = [onStack.keysOf(place - 1), asCreator.keysOf(place - 1)];
      found[group] = ++question;
      collect(into, onIts, onStack, 'code');
      collect(into, madeIt, onStack, 'starter');
      collect(into, onIts, asCreator, 'starter');
      collect(into, madeIt, asCreator, 'sibling');
      return into;
    },
    alone(group) {
      const place = placeOf[group];
      if (place === 0) return true;
      const others = (keys: Uint32Array, index: Index): boolean =>
        keys.some((key) => index.groupsOf(key).some((other) => other !== group && aside[other] === 0));
      const [onIts, madeIt] = [onStack.keysOf(place - 1), asCreator.keysOf(place - 1)];
      return (
        !others(onIts, onStack) && !others(madeIt, onStack) && !others(onIts, asCreator) && !others(madeIt, asCreator)
      );
    },
    inside(name) {
      const key = keys.ofFunction(scopeName(name));
      return key === undefined ? 0 : insideOf.data[key];
    },
    startedBy(name) {
      const started = new Set<number>(ofMain.get(outerName(name)));
      for (const key of [keys.ofFunction(outerName(name)), keys.ofType(typeKey(name))])
        if (key !== undefined) for (const group of asCreator.groupsOf(key)) started.add(group);
      return [...started];
    },
  };
}
