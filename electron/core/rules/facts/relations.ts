import { parseGoName } from '@core/base/go-name';
import { RUNTIME, STD } from '@core/analysis/origin';
import type { GoroutineView } from '../context';

/**
 * What two groups have in common: `code` a function or receiver type on the stacks of both · `starter` one is inside what started the
 * other · `sibling` they were started by the same function or type.
 */
export type Relation = 'code' | 'starter' | 'sibling';

/**
 * Which groups may have to do with each other. Only code of the program and its dependencies counts; main.main and package
 * initialisers start everything and relate nothing.
 */
export interface Relations {
  /** Other groups, each with the closest relation. */
  related(group: number): ReadonlyMap<number, Relation>;
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
  const { path, pkg, receiver, method } = parseGoName(name);
  const prefix = pkg === '' ? '' : `${path}${pkg}.`;
  const outer = receiver === '' ? prefix + method : `${prefix}${receiver}.${method}`;
  const own = receiver.replace(/^\(\*?|\)$/g, '');
  const made = receiver === '' ? (MAKES.exec(method)?.[1] ?? '') : own;
  return {
    outer,
    type: receiver === '' ? '' : `${path}${pkg}.${own}`,
    typeKey: made === '' ? '' : `${path}${pkg}.${made[0].toLowerCase()}${made.slice(1)}`,
  };
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

/** Groups by key, and keys by group. */
class Index {
  readonly groups: number[][] = [];
  readonly keys: number[][] = [];

  add(group: number, keys: Iterable<number>): void {
    const own = [...keys];
    this.keys[group] = own;
    for (const key of own) (this.groups[key] ??= []).push(group);
  }
}

export function computeRelations(
  view: GoroutineView,
  /** Groups that are looked at; others relate to nothing. */
  selected: readonly number[],
  /** Who ran the `go` statement, and who asked for it where that is another function. */
  creatorNames: (group: number) => readonly string[],
  /** Groups that are on the spot for another reason than the program's: whoever takes the capture, main.main that sleeps. */
  bystander: (group: number) => boolean,
): Relations {
  const { groups, table, analysis } = view;
  const { functions, frames, stacks, strings } = analysis.capture;
  const { origin } = analysis.origins;
  const byFunction = new Map<string, number>();
  const byType = new Map<string, number>();
  const intern = (ids: Map<string, number>, text: string): number => {
    let id = ids.get(text);
    if (id === undefined) ids.set(text, (id = byFunction.size + byType.size));
    return id;
  };
  /** Key of a function without closures, key of its type. */
  const keysOfName = (name: string): number[] => {
    const outer = outerName(name);
    // A function literal of main has to do with itself only.
    if (startsEverything(outer)) return name === outer ? [] : [intern(byFunction, name)];
    const type = typeKey(name);
    const own = intern(byFunction, outer);
    return type === '' ? [own] : [own, intern(byType, type)];
  };
  const keys: (readonly number[] | undefined)[] = new Array<undefined>(functions.count).fill(undefined);
  const keysOfFunction = (f: number): readonly number[] =>
    (keys[f] ??= origin[f] === STD || origin[f] === RUNTIME ? [] : keysOfName(strings.get(functions.name[f])));

  const onStack = new Index();
  const asCreator = new Index();
  const insideOf = new Map<number, number>();
  /** What main.main and package initialisers started: it relates nothing, but they may wait for it. */
  const ofMain = new Map<string, number[]>();
  const aside: boolean[] = [];
  for (const group of selected) {
    aside[group] = bystander(group);
    const here = new Set<number>();
    for (let at = table.stack[groups.sample[group]]; at !== 0; at = stacks.prefix[at])
      for (const key of keysOfFunction(frames.func[stacks.frame[at]])) here.add(key);
    if (!aside[group]) for (const key of here) insideOf.set(key, (insideOf.get(key) ?? 0) + groups.weight[group]);
    onStack.add(group, here);
    const makers = creatorNames(group);
    asCreator.add(group, new Set(makers.flatMap(keysOfName)));
    for (const maker of new Set(makers.map(outerName))) {
      if (!startsEverything(maker)) continue;
      const started = ofMain.get(maker);
      if (started === undefined) ofMain.set(maker, [group]);
      else started.push(group);
    }
  }
  const collect = (
    found: Map<number, Relation>,
    self: number,
    keys: readonly number[],
    index: Index,
    as: Relation,
  ): void => {
    for (const key of keys) {
      const list = index.groups[key] as number[] | undefined;
      if (list === undefined || list.length > MOST_RELATED) continue;
      for (const other of list) if (other !== self && !aside[other] && !found.has(other)) found.set(other, as);
    }
  };
  return {
    related(group) {
      const found = new Map<number, Relation>();
      collect(found, group, onStack.keys[group], onStack, 'code');
      collect(found, group, asCreator.keys[group], onStack, 'starter');
      collect(found, group, onStack.keys[group], asCreator, 'starter');
      collect(found, group, asCreator.keys[group], asCreator, 'sibling');
      return found;
    },
    alone(group) {
      const others = (keys: readonly number[], index: Index): boolean =>
        keys.some((key) =>
          ((index.groups[key] as number[] | undefined) ?? []).some((other) => other !== group && !aside[other]),
        );
      const [here, made] = [onStack.keys[group], asCreator.keys[group]];
      return !others(here, onStack) && !others(made, onStack) && !others(here, asCreator) && !others(made, asCreator);
    },
    inside(name) {
      const key = byFunction.get(outerName(name));
      return key === undefined ? 0 : (insideOf.get(key) ?? 0);
    },
    startedBy(name) {
      const found = new Set<number>(ofMain.get(outerName(name)));
      for (const key of [byFunction.get(outerName(name)), byType.get(typeKey(name))]) {
        for (const group of (key === undefined ? undefined : (asCreator.groups[key] as number[] | undefined)) ?? [])
          found.add(group);
      }
      return [...found];
    },
  };
}
