import { create } from 'zustand';

/** One capture of an open document. */
export interface Mark {
  readonly doc: string;
  readonly capture: number;
}

interface MarksState {
  readonly a: Mark | null;
  readonly b: Mark | null;
  /** The same capture again takes the mark away; the other side loses it, since nothing compares with itself. */
  readonly mark: (side: 'a' | 'b', mark: Mark) => void;
  readonly forget: (doc: string) => void;
}

const same = (one: Mark | null, other: Mark): boolean => one?.doc === other.doc && one.capture === other.capture;

/** What is to be compared: captures of one document or of two. */
export const useMarks = create<MarksState>()((set) => ({
  a: null,
  b: null,
  mark: (side, mark) =>
    set((now) => {
      const other = side === 'a' ? 'b' : 'a';
      const next = same(now[side], mark) ? null : mark;
      return { ...now, [side]: next, [other]: same(now[other], mark) ? null : now[other] };
    }),
  forget: (doc) => set(({ a, b }) => ({ a: a?.doc === doc ? null : a, b: b?.doc === doc ? null : b })),
}));
