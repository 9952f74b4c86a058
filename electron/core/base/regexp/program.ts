import { hasRune, type CharSet } from './char-set';
import type { Assertion, Node } from './parse';

/** Instructions, run as a nondeterministic automaton: every state at once, so time is linear in the text. */
export interface Program {
  readonly op: Uint8Array;
  /** Next instruction (of `SPLIT`: the first of two). */
  readonly next: Uint32Array;
  /** Of `SPLIT`: the second; of `SET`: row of `sets`; of `ASSERT`: row of ASSERTIONS. */
  readonly arg: Uint32Array;
  readonly sets: readonly CompiledSet[];
  readonly start: number;
}

const MATCH = 0;
const SET = 1;
const SPLIT = 2;
const ASSERT = 3;

const ASSERTIONS: readonly Assertion[] = ['text-start', 'text-end', 'line-start', 'line-end', 'word', 'no-word'];

interface CompiledSet {
  /** By ASCII code. */
  readonly ascii: Uint8Array;
  readonly set: CharSet;
}

/** Null when it takes more than `most` instructions. */
export function compileNode(root: Node, most: number): Program | null {
  const op: number[] = [];
  const next: number[] = [];
  const arg: number[] = [];
  const sets: CompiledSet[] = [];
  const known = new Map<string, number>();
  let tooLarge = false;

  const emit = (kind: number, to: number, extra = 0): number => {
    if (op.length >= most) {
      tooLarge = true;
      return to;
    }
    next.push(to);
    arg.push(extra);
    return op.push(kind) - 1;
  };
  const setRow = (set: CharSet): number => {
    const key = JSON.stringify([set.negate, set.fold, set.items.map((i) => [i.ranges, i.unicode?.source, i.negate])]);
    let row = known.get(key);
    if (row === undefined) {
      row = sets.push({ ascii: Uint8Array.from({ length: 128 }, (_, c) => (hasRune(set, c) ? 1 : 0)), set }) - 1;
      known.set(key, row);
    }
    return row;
  };
  // Backwards: `to` is what comes behind the node.
  const build = (node: Node, to: number): number => {
    if (tooLarge) return to;
    switch (node.op) {
      case 'set':
        return emit(SET, to, setRow(node.set));
      case 'assert':
        return emit(ASSERT, to, ASSERTIONS.indexOf(node.assertion));
      case 'cat':
        return node.items.reduceRight((behind, item) => build(item, behind), to);
      case 'alt':
        return node.items.map((item) => build(item, to)).reduce((first, second) => emit(SPLIT, first, second));
      case 'repeat': {
        let at = to;
        if (node.max < 0) {
          const loop = emit(SPLIT, to, to);
          if (!tooLarge) next[loop] = build(node.item, loop);
          at = loop;
        } else {
          for (let i = node.min; i < node.max && !tooLarge; i++) at = emit(SPLIT, build(node.item, at), to);
        }
        for (let i = 0; i < node.min && !tooLarge; i++) at = build(node.item, at);
        return at;
      }
    }
  };
  const start = build(root, emit(MATCH, 0));
  if (tooLarge) return null;
  return { op: Uint8Array.from(op), next: Uint32Array.from(next), arg: Uint32Array.from(arg), sets, start };
}

/** Answers whether a program matches anywhere in a text. Keeps its working memory between texts. */
export function matcherOf({ op, next, arg, sets, start }: Program): (text: string) => boolean {
  const current = new Uint32Array(op.length);
  const following = new Uint32Array(op.length);
  /** Step in which an instruction was last added. */
  const added = new Float64Array(op.length);
  const pending = new Uint32Array(op.length * 2 + 1);
  const opening = [true, false].map((atStart) => openingsOf({ op, next, arg, sets, start }, atStart));
  let step = 0;

  return (text) => {
    let count = 0;
    let before = -1;
    for (let at = 0; ;) {
      // Nothing has begun: on to where something can. Most of a text passes here.
      if (count === 0) {
        for (;;) {
          const byLetter = opening[at === 0 ? 0 : 1];
          const letter = text.charCodeAt(at);
          if (byLetter === null || !(letter < 128)) break;
          before = letter;
          at++;
          const begun = byLetter(letter);
          count = begun.length;
          if (count > 0) {
            current.set(begun);
            break;
          }
        }
      }
      const rune = at < text.length ? (text.codePointAt(at) ?? -1) : -1;
      // What was reached before comes first, then a match that begins here.
      step++;
      let reached = 0;
      for (let i = -1; i < count; i++) {
        let waiting = 0;
        pending[waiting++] = i < 0 ? start : current[i];
        while (waiting > 0) {
          const state = pending[--waiting];
          if (added[state] === step) continue;
          added[state] = step;
          switch (op[state]) {
            case MATCH:
              return true;
            case SET:
              following[reached++] = state;
              break;
            case SPLIT:
              pending[waiting++] = next[state];
              pending[waiting++] = arg[state];
              break;
            default:
              if (holds(arg[state], before, rune)) pending[waiting++] = next[state];
          }
        }
      }
      if (rune < 0) return false;
      count = 0;
      for (let i = 0; i < reached; i++) {
        const state = following[i];
        const { ascii, set } = sets[arg[state]];
        if (rune < 128 ? ascii[rune] === 1 : hasRune(set, rune)) current[count++] = next[state];
      }
      before = rune;
      at += rune > 0xffff ? 2 : 1;
    }
  };
}

/**
 * What is reached by an ASCII letter when nothing has begun before it, at the start of a text or behind it; null where a match can begin
 * without a letter, or what is around decides. Worked out once a letter.
 */
function openingsOf(
  { op, next, arg, sets, start }: Program,
  atStart: boolean,
): ((letter: number) => Uint32Array) | null {
  const first: number[] = [];
  const seen = new Uint8Array(op.length);
  const pending = [start];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    if (seen[state] === 1) continue;
    seen[state] = 1;
    switch (op[state]) {
      case MATCH:
        return null;
      case SET:
        first.push(state);
        break;
      case SPLIT:
        pending.push(next[state], arg[state]);
        break;
      default:
        if (ASSERTIONS[arg[state]] !== 'text-start') return null;
        if (atStart) pending.push(next[state]);
    }
  }
  const known = new Array<Uint32Array | undefined>(128);
  return (letter) =>
    (known[letter] ??= Uint32Array.from(
      first.filter((state) => sets[arg[state]].ascii[letter] === 1),
      (state) => next[state],
    ));
}

function holds(assertion: number, before: number, after: number): boolean {
  switch (assertion) {
    case 0:
      return before < 0;
    case 1:
      return after < 0;
    case 2:
      return before < 0 || before === 10;
    case 3:
      return after < 0 || after === 10;
    case 4:
      return isWord(before) !== isWord(after);
    default:
      return isWord(before) === isWord(after);
  }
}

function isWord(rune: number): boolean {
  return (rune >= 97 && rune <= 122) || (rune >= 65 && rune <= 90) || (rune >= 48 && rune <= 57) || rune === 95;
}
