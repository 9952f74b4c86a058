import { parseGoName } from '@core/base/go-name';
import { RUNTIME, STD } from '@core/analysis/origin';
import type { GoroutineView } from '../context';

/**
 * Which groups may have to do with each other: they share a receiver type or a function (its closures included) on their stacks or as
 * their creator. Only code of the program and its dependencies counts; main.main and package initialisers start everything and relate
 * nothing.
 */
export interface Relations {
  /** Other groups that share a type or function with this one; at most `MOST_RELATED`, those sharing a type first. */
  related(group: number): readonly number[];
  /** Goroutines that have the function (closures not counted) on their stack. */
  inside(outer: string): number;
  /** Groups started by a function, its closures, or another method of its type: the workers of `(*Pool).Start` for `(*Pool).Close`. */
  startedBy(outer: string): readonly number[];
}

/** What is shared by more groups than this relates nothing: a logging helper, a middleware. */
const MOST_RELATED = 64;

const STARTS_EVERYTHING = /^main\.(main|init)$|\.init$/;

/** `pkg.(*T).m.func1` → `pkg.(*T).m`, type arguments folded. */
export function outerName(name: string): string {
  const { path, pkg, receiver, method } = parseGoName(name);
  const prefix = pkg === '' ? '' : `${path}${pkg}.`;
  return receiver === '' ? `${prefix}${method}` : `${prefix}${receiver}.${method}`;
}

/** `pkg.T` of a method's receiver; `` for functions. */
export function receiverType(name: string): string {
  const { path, pkg, receiver } = parseGoName(name);
  return receiver === '' ? '' : `${path}${pkg}.${receiver.replace(/^\(\*?|\)$/g, '')}`;
}

export function computeRelations(view: GoroutineView, creatorName: (group: number) => string | null): Relations {
  const { groups, table, analysis } = view;
  const { functions, frames, stacks, strings } = analysis.capture;
  const { origin } = analysis.origins;
  const keys = new Map<string, number>();
  const intern = (text: string): number => {
    let id = keys.get(text);
    if (id === undefined) keys.set(text, (id = keys.size));
    return id;
  };
  // Per function: key of itself without closures, key of its type; −1 = relates nothing.
  const outer = new Int32Array(functions.count).fill(-1);
  const type = new Int32Array(functions.count).fill(-1);
  for (let f = 0; f < functions.count; f++) {
    if (origin[f] === STD || origin[f] === RUNTIME) continue;
    const name = strings.get(functions.name[f]);
    const out = outerName(name);
    if (STARTS_EVERYTHING.test(out)) continue;
    outer[f] = intern(`f ${out}`);
    const t = receiverType(name);
    if (t !== '') type[f] = intern(`t ${t}`);
  }
  const members: number[][] = [];
  const keysOf: number[][] = [];
  const insideOf = new Map<number, number>();
  const starters = new Map<string, number[]>();
  const note = (into: Set<number>, key: number): void => {
    if (key >= 0) into.add(key);
  };
  for (let group = 0; group < groups.count; group++) {
    const mine = new Set<number>();
    const functionsHere = new Set<number>();
    for (let at = table.stack[groups.sample[group]]; at !== 0; at = stacks.prefix[at]) {
      const f = frames.func[stacks.frame[at]];
      note(mine, type[f]);
      if (outer[f] >= 0) functionsHere.add(outer[f]);
    }
    for (const key of functionsHere) {
      mine.add(key);
      insideOf.set(key, (insideOf.get(key) ?? 0) + groups.weight[group]);
    }
    const creator = creatorName(group);
    if (creator !== null) {
      const out = outerName(creator);
      const t = receiverType(creator);
      for (const key of [`f ${out}`, ...(t === '' ? [] : [`t ${t}`])]) {
        const list = starters.get(key);
        if (list === undefined) starters.set(key, [group]);
        else list.push(group);
      }
      if (!STARTS_EVERYTHING.test(out)) {
        mine.add(intern(`f ${out}`));
        if (t !== '') mine.add(intern(`t ${t}`));
      }
    }
    keysOf.push([...mine]);
    for (const key of mine) (members[key] ??= []).push(group);
  }
  return {
    related(group) {
      const found = new Set<number>();
      for (const key of keysOf[group]) {
        const list = members[key];
        if (list.length > MOST_RELATED) continue;
        for (const other of list) if (other !== group) found.add(other);
      }
      return [...found];
    },
    inside(name) {
      const key = keys.get(`f ${outerName(name)}`);
      return key === undefined ? 0 : (insideOf.get(key) ?? 0);
    },
    startedBy(name) {
      const t = receiverType(name);
      const own = starters.get(`f ${outerName(name)}`) ?? [];
      return t === '' ? own : [...new Set([...own, ...(starters.get(`t ${t}`) ?? [])])];
    },
  };
}
