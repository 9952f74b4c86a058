import { TRACE_KINDS, type TraceKind } from '@core/api/trace';
import { formatNanoseconds, formatShare } from '@core/base/format';
import { kindText } from '../../ui/trace-kinds';
import { msg, t } from '../../i18n/t';

export interface KindTime {
  readonly kind: TraceKind;
  readonly ns: number;
}

/** Kinds with time, in the order of TRACE_KINDS. */
export function kindTimes(times: readonly number[]): readonly KindTime[] {
  return TRACE_KINDS.flatMap((kind, i) => {
    const ns = times[i] ?? 0;
    return ns > 0 ? [{ kind, ns }] : [];
  });
}

export const sumOf = (times: readonly number[]): number => times.reduce((sum, ns) => sum + ns, 0);

/** `running 12.4 %, chan receive 80.1 %, …`, for those who do not see the bar. */
export function timesSentence(times: readonly number[]): string {
  const all = sumOf(times);
  if (all === 0) return t('no time in the range');
  return kindTimes(times)
    .map(({ kind, ns }) => `${kindText(kind)} ${formatShare(ns, all)}`)
    .join(', ');
}

/** A length of time; `–` for none. */
export const lengthText = (ns: number): string => (ns === 0 ? '–' : formatNanoseconds(ns));

/** What the function column says where no stack of a goroutine, or no name for it, is in the file. */
export const UNSEEN = msg('function not known');

/** The runtime's word for what a goroutine waited in; what was going on before the trace has none. */
export const reasonText = (reason: string): string => (reason === '' ? t('begun before the trace') : reason);
