import type { TraceKind } from '@core/api/trace';
import type { StateKind } from './state-glyph';
import { t } from '../i18n/t';

/** Kind within a family, as the glyphs have it. */
export type Texture = 'solid' | 'diagonal' | 'dots' | 'lines' | 'empty';

/** Family of each kind of time, for hue and texture; the same as in the other views. */
export const KIND_LOOK: Readonly<Record<TraceKind, { readonly kind: StateKind; readonly texture: Texture }>> = {
  running: { kind: 'run', texture: 'solid' },
  runnable: { kind: 'runnable', texture: 'diagonal' },
  syscall: { kind: 'syscall', texture: 'solid' },
  'io wait': { kind: 'io', texture: 'diagonal' },
  'chan send': { kind: 'send', texture: 'solid' },
  'chan receive': { kind: 'recv', texture: 'diagonal' },
  select: { kind: 'select', texture: 'dots' },
  sync: { kind: 'sync', texture: 'diagonal' },
  sleep: { kind: 'sleep', texture: 'lines' },
  gc: { kind: 'gc', texture: 'solid' },
  other: { kind: 'other', texture: 'empty' },
};

/** As people say it: IO, GC. */
export function kindText(kind: TraceKind): string {
  switch (kind) {
    case 'io wait':
      return 'IO wait';
    case 'gc':
      return 'GC wait';
    case 'other':
      return t('other wait');
    default:
      return kind;
  }
}
