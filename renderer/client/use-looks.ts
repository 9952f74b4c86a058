import { useCallback } from 'react';
import type { LooksAnswer } from '@core/api/live';
import type { DocumentInfo } from '@core/api/document';
import { useQuery } from './use-query';
import { useWorkspace } from './use-workspace';

/** What is known of goroutines that can never wake, and how to find out more. */
export interface Looks {
  /** Null where the document is of no process, and until it is known. */
  readonly looks: LooksAnswer | null;
  readonly look: () => void;
  /** The process is stopped for it, twice: who calls this has asked. */
  readonly prove: (maxStopMs: number) => void;
  readonly end: () => void;
}

/** As of a capture; null = the newest. Why a look gave no answer is in `looks`, whoever asked for it. */
export function useLooks({ doc, live }: DocumentInfo, capture: number | null): Looks {
  const { client } = useWorkspace();
  const { answer } = useQuery('looks', live === undefined ? null : { doc, capture });
  const look = useCallback(() => void client.call('look', { doc }), [client, doc]);
  const prove = useCallback((maxStopMs: number) => void client.call('prove', { doc, maxStopMs }), [client, doc]);
  const end = useCallback(() => void client.call('endLook', { doc }), [client, doc]);
  return { looks: answer, look, prove, end };
}
