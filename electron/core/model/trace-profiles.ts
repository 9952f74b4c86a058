import { TRACE_STATES, type TraceState } from './trace';

/** States as rows of TRACE_STATES. */
export const NOT_EXIST = stateRow('not exist');
const RUNNABLE = stateRow('runnable');
export const RUNNING = stateRow('running');
const IN_SYSCALL = stateRow('syscall');
export const WAITING = stateRow('waiting');

function stateRow(state: TraceState): number {
  return TRACE_STATES.indexOf(state);
}

/** The profiles that `go tool trace -pprof` makes of a trace, all in nanoseconds. Source: cmd/trace/pprof.go. */
export const PROFILES = ['sync', 'network', 'syscall', 'scheduler'] as const;
export const PROFILE_COUNT = PROFILES.length;
/** Time in this state counts nowhere. */
export const NO_PROFILE = 255;

/** Row of PROFILES that waiting for this reason counts for (computePprofIO, computePprofBlock). */
export function profileOfReason(reason: string): number {
  if (reason === 'network') return PROFILES.indexOf('network');
  return /chan|sync|select/.test(reason) ? PROFILES.indexOf('sync') : NO_PROFILE;
}

/** Row of PROFILES that time in a state counts for; `reasons` = `profileOfReason` by reason. */
export function profileOf(state: number, reason: number, reasons: Uint8Array): number {
  if (state === WAITING) return reasons[reason];
  if (state === RUNNABLE) return PROFILES.indexOf('scheduler');
  return state === IN_SYSCALL ? PROFILES.indexOf('syscall') : NO_PROFILE;
}
