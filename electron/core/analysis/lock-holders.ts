import type { Steps } from '@core/base/steps';
import type { Capture, GoroutineTable, StackTable } from '@core/model/tables';
import { firstWord, isExact } from './argument-lookup';
import { LockStacks, type Entrance, type LockFunction, type LockKind } from './lock-stacks';
import {
  keep,
  MOST_HOLDERS,
  NOBODY,
  none,
  score,
  type Candidate,
  type Candidates,
  type HoldersOf,
} from './lock-candidates';
import { ROWS_AT_ONCE, type LockDraft } from './lock-draft';

/** Locks whose holders are looked for by frames alone: of ten thousands of types that wait, the largest tell. */
const MOST_BY_FRAMES = 500;

/** Rows of the stack table between two pauses: some ten milliseconds. */
const STACKS_AT_ONCE = 1 << 20;

/** Whether a stack has any frame that `byFrame` names. */
function carry(stacks: StackTable, byFrame: Uint8Array, within: Uint8Array, from: number, to: number): void {
  const { prefix, frame } = stacks;
  for (let at = from; at < to; at++) within[at] = byFrame[frame[at]] | within[prefix[at]];
}

/**
 * Looks for the holders of every lock: first by words (a goroutine that mentions the lock or its object, outside of the frames in which
 * it waits for it), then, where that finds nobody who has passed the lock's line, by frames alone.
 */
export class HolderSearch {
  readonly #capture: Capture;
  readonly #stacks: LockStacks;
  readonly #drafts: readonly LockDraft[];
  readonly #lockOfRow: Int32Array;
  /** Where there is no candidate there is nothing: of a hundred thousand locks most have none. */
  readonly #found: (HoldersOf | undefined)[];
  readonly #objects = new Set<number>();
  /** By function and kind: the first line at which it is seen to wait. */
  readonly #lines = new Map<number, number>();

  constructor(capture: Capture, stacks: LockStacks, drafts: readonly LockDraft[], lockOfRow: Int32Array) {
    this.#capture = capture;
    this.#stacks = stacks;
    this.#drafts = drafts;
    this.#lockOfRow = lockOfRow;
    this.#found = new Array<HoldersOf | undefined>(drafts.length).fill(undefined);
  }

  /** One answer a lock. */
  *run(): Steps<readonly HoldersOf[]> {
    yield* this.#gatherLines();
    yield* this.#byWords();
    yield* this.#byFrames();
    return this.#found.map((found) => found ?? NOBODY);
  }

  #of(lock: number): HoldersOf {
    return (this.#found[lock] ??= { others: none(), own: none() });
  }

  *#gatherLines(): Steps<void> {
    const { frames } = this.#capture;
    /** By number: looked at. */
    const seen = new Uint8Array(this.#stacks.entranceCount);
    for (let row = 0; row < this.#lockOfRow.length; row++) {
      if (row % ROWS_AT_ONCE === 0) yield;
      if (this.#lockOfRow[row] < 0) continue;
      const entrance = this.#stacks.entranceOf(row);
      if (entrance === null || seen[entrance.number] === 1) continue;
      seen[entrance.number] = 1;
      const key = lineKey(frames.func[entrance.siteFrame], entrance.kind);
      const line = frames.line[entrance.siteFrame];
      const known = this.#lines.get(key);
      if (known === undefined || line < known) this.#lines.set(key, line);
    }
  }

  /** Is frame `depth` of this stack behind the place where it takes such a lock? */
  #passed(draft: LockDraft, stack: readonly number[], depth: number): boolean {
    if (!this.#mayHavePassed(draft.kind, stack[depth])) return false;
    // Once: with its function still running above it.
    return draft.kind !== 'once' || onceAbove(this.#stacks, stack, depth);
  }

  /** By its line alone: behind the first at which its function is seen to wait for such a lock, or, of a Once, the one that calls Do. */
  #mayHavePassed(kind: LockKind, frame: number): boolean {
    const { frames } = this.#capture;
    const line = this.#lines.get(lineKey(frames.func[frame], kind));
    if (line === undefined) return false;
    return kind === 'once' ? frames.line[frame] === line : frames.line[frame] > line;
  }

  *#byWords(): Steps<void> {
    const { goroutines } = this.#capture;
    const words = goroutines?.words;
    if (goroutines === null || words === undefined) return;
    const byValue = new Map<number, number[]>();
    const filter = new Uint8Array(1 << 16);
    const add = (value: number | null, lock: number): void => {
      if (value === null) return;
      const known = byValue.get(value);
      if (known === undefined) byValue.set(value, [lock]);
      else if (known[known.length - 1] !== lock) known.push(lock);
      filter[(value / 4) & 0xffff] = 1;
    };
    this.#drafts.forEach((draft, lock) => {
      add(draft.address, lock);
      add(draft.object, lock);
      if (draft.object !== null) this.#objects.add(draft.object);
    });
    for (let row = 0; row < goroutines.count; row++) {
      if (row % ROWS_AT_ONCE === 0) yield;
      const end = words.start[row + 1];
      let stack: readonly number[] | null = null;
      let entrance: Entrance | null = null;
      let mentions: Map<number, Candidate> | null = null;
      for (let i = words.start[row]; i < end; i++) {
        const value = words.value[i];
        if (filter[(value / 4) & 0xffff] === 0) continue;
        const locks = byValue.get(value);
        if (locks === undefined) continue;
        if (stack === null) {
          stack = this.#stacks.frames(goroutines.stack[row]);
          entrance = this.#stacks.entranceOf(row);
        }
        const depth = words.depth[i];
        for (const lock of locks) {
          const mention = this.#mention(row, stack, entrance, lock, i, depth);
          if (mention === null) continue;
          mentions ??= new Map();
          const known = mentions.get(lock);
          if (known === undefined || score(known) < score(mention)) mentions.set(lock, mention);
        }
      }
      if (mentions === null) continue;
      for (const [lock, candidate] of mentions)
        keep(this.#lockOfRow[row] === lock ? this.#of(lock).own : this.#of(lock).others, candidate);
    }
  }

  #mention(
    row: number,
    stack: readonly number[],
    entrance: Entrance | null,
    lock: number,
    word: number,
    depth: number,
  ): Candidate | null {
    const draft = this.#drafts[lock];
    const words = this.#capture.goroutines?.words;
    const frame = stack[depth];
    if (words === undefined) return null;
    // The frames in which it waits, for this lock or for another one of the same object, say only that it uses the object.
    const waits = entrance === null ? -1 : entrance.siteDepth;
    const waitsHere = this.#lockOfRow[row] === lock;
    if (
      depth < waits ||
      (depth === waits && (waitsHere || (this.#lockOfRow[row] < 0 && entrance?.kind === draft.kind)))
    )
      return null;
    const exact = isExact(words, word);
    if (draft.kind === 'fd') {
      if (!exact || waits >= 0 || !LockStacks.holdsFd(this.#stacks.at(frame).name, draft.reads)) return null;
      return { row, depth, frame, certainty: 'certain', passed: true };
    }
    const passed = this.#passed(draft, stack, depth);
    const certainty = exact && draft.address !== null ? 'same address' : 'same receiver';
    return { row, depth, frame, certainty, passed };
  }

  /** Holders in whose frames the object cannot be seen. */
  *#byFrames(): Steps<void> {
    const { goroutines } = this.#capture;
    if (goroutines === null) return;
    const wanted = new Map<string, Wanted>();
    // Drafts come with the most waiters first.
    this.#drafts.slice(0, MOST_BY_FRAMES).forEach((draft, lock) => {
      const { others, own } = this.#found[lock] ?? NOBODY;
      if (draft.kind === 'fd' || others.passed + own.passed > 0) return;
      for (const name of draft.owners) {
        let owner = wanted.get(name);
        if (owner === undefined) wanted.set(name, (owner = { locks: [], kinds: [] }));
        owner.locks.push(lock);
        if (!owner.kinds.some(({ draft: other }) => other.kind === draft.kind))
          owner.kinds.push({ draft, list: none(), elsewhere: none() });
      }
    });
    if (wanted.size === 0) return;
    const code = yield* this.#wantedCode(wanted);
    if (code !== null) yield* this.#candidates(goroutines, code);
    for (const { locks, kinds } of wanted.values()) {
      for (const lock of locks) {
        const { kind, object } = this.#drafts[lock];
        const lists = kinds.find(({ draft }) => draft.kind === kind);
        this.#append(lock, lists?.list);
        // Who stands in a method of an object that is known holds no lock of another one.
        if (object === null) this.#append(lock, lists?.elsewhere);
      }
    }
  }

  /** Adds every goroutine that stands in such code to the lists of its owner. */
  *#candidates(goroutines: GoroutineTable, { ofFunction, within }: WantedCode): Steps<void> {
    const places = new Map<number, readonly Place[]>();
    for (let row = 0; row < goroutines.count; row++) {
      if (row % ROWS_AT_ONCE === 0) yield;
      const stack = goroutines.stack[row];
      if (within[stack] === 0) continue;
      let found = places.get(stack);
      if (found === undefined) {
        found = this.#places(stack, ofFunction);
        places.set(stack, found);
      }
      for (const place of found) this.#place(row, place);
    }
  }

  /** Null where no frame at all can be a place: then nobody has to look at stacks. */
  *#wantedCode(wanted: ReadonlyMap<string, Wanted>): Steps<WantedCode | null> {
    const { frames, functions, stacks } = this.#capture;
    const ofFunction = new Array<Wanted | undefined>(functions.count).fill(undefined);
    const known = new Uint8Array(functions.count);
    const byFrame = new Uint8Array(frames.count);
    let some = false;
    for (let frame = 0; frame < frames.count; frame++) {
      if (frame % ROWS_AT_ONCE === 0) yield;
      const func = frames.func[frame];
      if (known[func] === 0) {
        known[func] = 1;
        ofFunction[func] = wanted.get(this.#stacks.at(frame).owner);
      }
      if (!this.#mayTell(frame, ofFunction[func])) continue;
      byFrame[frame] = 1;
      some = true;
    }
    if (!some) return null;
    const within = new Uint8Array(stacks.count);
    for (let from = 1; from < stacks.count; from += STACKS_AT_ONCE) {
      carry(stacks, byFrame, within, from, Math.min(stacks.count, from + STACKS_AT_ONCE));
      yield;
    }
    return { ofFunction, within };
  }

  /** Whether a frame can be a place at all: in a method of an owner, or behind a line where such a lock is taken. */
  #mayTell(frame: number, owner: Wanted | undefined): boolean {
    if (owner === undefined) return false;
    if (this.#stacks.at(frame).method) return true;
    return owner.kinds.some(({ draft }) => this.#mayHavePassed(draft.kind, frame));
  }

  #append(lock: number, list: Candidates | undefined): void {
    if (list === undefined || list.count === 0) return;
    const { others } = this.#of(lock);
    const known = others.best.length;
    // Who is seen with the object itself tells more than any number of those who are seen with its type.
    if (known > others.typed && list.passed === 0) return;
    others.last = -1;
    for (const candidate of list.best) {
      if (known > 0 && others.best.some(({ row }) => row === candidate.row)) continue;
      if (this.#drafts[lock].one && this.#lockOfRow[candidate.row] === lock) continue;
      keep(others, candidate);
    }
    const more = Math.max(0, list.count - list.best.length);
    others.count += more;
    others.typed += more;
  }

  /** Where a stack stands in code of the owners of locks, outside of the frames in which it waits. */
  #places(stack: number, ofFunction: readonly (Wanted | undefined)[]): Place[] {
    const { frames: table } = this.#capture;
    const frames = this.#stacks.frames(stack);
    const waits = this.#stacks.entrance(stack)?.siteDepth ?? -1;
    const places: Place[] = [];
    for (let depth = Math.max(0, waits); depth < frames.length; depth++) {
      const frame = frames[depth];
      const owner = ofFunction[table.func[frame]];
      if (owner === undefined) continue;
      const code = this.#stacks.at(frame);
      for (const { draft, list, elsewhere } of owner.kinds) {
        const passed = this.#passed(draft, frames, depth);
        // A function without a type owns nothing but the lines it has passed; so does a Once.
        if (!passed && (!code.method || draft.kind === 'once' || depth === waits)) continue;
        places.push({ depth, frame, code, kind: draft.kind, passed, site: depth === waits, list, elsewhere });
      }
    }
    return places.length < 2 ? places : places.sort((a, b) => Number(b.passed) - Number(a.passed));
  }

  #place(row: number, place: Place): void {
    const { depth, frame, code, kind, passed } = place;
    const words = this.#capture.goroutines?.words;
    const receiver = words !== undefined && code.receiver ? firstWord(words, row, depth) : -1;
    const candidate: Candidate = { row, depth, frame, certainty: 'same type', passed };
    // A word with `?` counts when it is the object of a lock: what is left of other calls rarely is.
    const told =
      words !== undefined && receiver >= 0 && (isExact(words, receiver) || this.#objects.has(words.value[receiver]));
    const known = words !== undefined && told ? words.value[receiver] : null;
    const own = this.#lockOfRow[row];
    if (own >= 0 && !place.site && this.#drafts[own].kind === kind && this.#drafts[own].owners.includes(code.owner)) {
      const { object, objectExact, one } = this.#drafts[own];
      // A method of another object of this type may hold that one's lock, and the words have found it.
      if (known !== null && object !== null && (known !== object || objectExact)) return;
      const { own: self } = this.#of(own);
      keep(self, candidate);
      if (!passed || one) return;
    }
    const into = known === null ? place.list : place.elsewhere;
    // Once there are enough of the best, the others are only counted.
    if (into.best.length < MOST_HOLDERS || passed || into.last === row) keep(into, candidate);
    else {
      into.last = row;
      into.count++;
      into.typed++;
    }
  }
}

const KINDS: Readonly<Record<LockKind, number>> = { mutex: 0, rwmutex: 1, once: 2, fd: 3 };

function lineKey(func: number, kind: LockKind): number {
  return func * 4 + KINDS[kind];
}

/** An owner of locks whose holders are not known yet. */
interface Wanted {
  readonly locks: number[];
  /** One lock of each kind, and where candidates for locks of that kind go: those whose object is not known, those of whom it is. */
  readonly kinds: { readonly draft: LockDraft; readonly list: Candidates; readonly elsewhere: Candidates }[];
}

/** The owner that each function belongs to, by FunctionId, and the stacks (byte 1) that have a frame that may tell a holder. */
interface WantedCode {
  readonly ofFunction: readonly (Wanted | undefined)[];
  readonly within: Uint8Array;
}

interface Place {
  readonly depth: number;
  readonly frame: number;
  readonly code: LockFunction;
  readonly kind: LockDraft['kind'];
  readonly passed: boolean;
  /** It waits here for another lock. */
  readonly site: boolean;
  /** Where candidates go: those whose object is not known, and those of whom it is. */
  readonly list: Candidates;
  readonly elsewhere: Candidates;
}

/** Is frame `depth` the caller of a Once.Do whose function is running? */
export function onceAbove(stacks: LockStacks, frames: readonly number[], depth: number): boolean {
  let slow = false;
  let at = depth - 1;
  for (; at >= 0; at--) {
    const { role } = stacks.at(frames[at]);
    if (role === 'once slow') slow = true;
    else if (role !== 'once') break;
  }
  // What runs above it is its function, not the mutex it waits for.
  return slow && at >= 0 && stacks.at(frames[at]).role === 'code';
}
