import type { WatchPlan } from './watch';

/** What names a process (ipc/engine-control.ts); null for a time that is not known. */
export function processPath(pid: number, startMs: number | null): string {
  return `process:${pid}${startMs === null ? '' : `@${Math.round(startMs)}`}`;
}

/** What `process:4711@1763750000000` names (ipc/engine-control.ts); null for what is no process. */
export function readProcess(path: string): Pick<WatchPlan, 'pid' | 'startMs'> | null {
  const [, pid, startMs] = /^process:(\d+)(?:@(\d+))?$/.exec(path) ?? [];
  if (pid === undefined) return null;
  return { pid: Number(pid), startMs: startMs === undefined ? null : Number(startMs) };
}
