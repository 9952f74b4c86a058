import type { Start } from '@ipc/channels';

/** What the host told at the start, and what it says since then. */
export interface HostFacts {
  readonly start: Start | null;
  readonly recent: Start['recent'];
  readonly notices: Start['notices'];
}
