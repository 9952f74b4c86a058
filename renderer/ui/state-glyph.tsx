import { useId, type JSX } from 'react';
import type { Operation } from '@core/api/operation';

/** Families of goroutine states; the token `--st-<kind>` is the hue. */
export type StateKind =
  | 'run'
  | 'runnable'
  | 'syscall'
  | 'io'
  | 'send'
  | 'recv'
  | 'select'
  | 'lock'
  | 'sync'
  | 'sleep'
  | 'gc'
  | 'dead'
  | 'other';

/** Kind within a family: solid, diagonal, dots, lines, cross; an empty box for what no family holds. */
export type StateTexture = 'solid' | 'diagonal' | 'dots' | 'lines' | 'cross' | 'empty';
const TEXTURES: Readonly<Record<StateKind, StateTexture>> = {
  run: 'solid',
  runnable: 'diagonal',
  syscall: 'solid',
  io: 'diagonal',
  send: 'solid',
  recv: 'diagonal',
  select: 'dots',
  lock: 'solid',
  sync: 'diagonal',
  sleep: 'lines',
  gc: 'solid',
  dead: 'cross',
  other: 'empty',
};

const BY_OPERATION: Readonly<Record<Exclude<Operation, 'other'>, StateKind>> = {
  'chan send': 'send',
  'chan receive': 'recv',
  select: 'select',
  'mutex lock': 'lock',
  'rwmutex rlock': 'lock',
  'rwmutex lock': 'lock',
  'waitgroup wait': 'sync',
  'cond wait': 'sync',
  semacquire: 'sync',
  sleep: 'sleep',
  'io wait': 'io',
  syscall: 'syscall',
};

/** From what the goroutine waits in, else from the state as printed (`running`, `GC assist marking`). */
export function stateKind(operation: Operation, state: string): StateKind {
  if (operation !== 'other') return BY_OPERATION[operation];
  if (state.startsWith('runnable')) return 'runnable';
  if (/^(GC|force gc|finalizer|cleanup wait|bgsweep|bgscav)/i.test(state)) return 'gc';
  if (/^(dead|idle)/.test(state)) return 'dead';
  // Nothing waits in green: what is neither running nor known (`coroutine`, `trace reader`) has no family.
  return /^(running|copystack|preempted)/.test(state) ? 'run' : 'other';
}

export const STATE_KINDS = Object.keys(TEXTURES) as readonly StateKind[];

/** What tells kinds of one family apart where hues are alike. */
export function stateTexture(kind: StateKind): StateTexture {
  return TEXTURES[kind];
}

/** Colour of a state, for bars and lines. */
export function stateColour(kind: StateKind): string {
  return `var(--st-${kind})`;
}

/** Hue = family, texture = kind, the same in every view. Its word stands beside it. */
export function StateGlyph({ kind, size = 10 }: { kind: StateKind; size?: number }): JSX.Element {
  const id = useId();
  const colour = stateColour(kind);
  const texture = TEXTURES[kind];
  return (
    <svg className="gl state-glyph" width={size} height={size} aria-hidden="true">
      {texture !== 'solid' && texture !== 'empty' && (
        <defs>
          <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse">
            <rect width="6" height="6" fill={colour} fillOpacity=".38" />
            {texture === 'diagonal' && <path d="M-1 7 7 -1M-1 1 1 -1M5 7 7 5" stroke={colour} strokeWidth="1.9" />}
            {texture === 'dots' && <circle cx="3" cy="3" r="1.6" fill={colour} />}
            {texture === 'lines' && <path d="M0 1.5h6M0 4.5h6" stroke={colour} strokeWidth="1.3" />}
            {texture === 'cross' && <path d="M0 0 6 6M6 0 0 6" stroke={colour} strokeWidth="1" />}
          </pattern>
        </defs>
      )}
      <rect
        x=".5"
        y=".5"
        width={size - 1}
        height={size - 1}
        fill={texture === 'solid' ? colour : texture === 'empty' ? 'none' : `url(#${id})`}
        stroke={colour}
      />
    </svg>
  );
}
