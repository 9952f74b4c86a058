import { useCallback, useMemo } from 'react';
import type { LooksAnswer } from '@core/api/live';
import type { DocumentInfo } from '@core/api/document';
import { t } from '../i18n/t';
import { errorText } from './error-text';
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
  /** The runtime's own verdict (ui/proof/runtime-dialog); null where it cannot know: it is of a Go before that. */
  readonly asking: {
    readonly addresses: () => Promise<readonly string[]>;
    readonly ask: (address: string, signal: AbortSignal) => Promise<string>;
  } | null;
}

/** The first Go that may have the profile `goroutineleak`: 1.26 where it was built with that experiment. */
function knowsLeaks(goVersion: string): boolean {
  const minor = /^(?:go)?1\.(\d+)/.exec(goVersion)?.[1];
  return minor !== undefined && Number(minor) >= 26;
}

/** As of a capture; null = the newest. Why a look gave no answer is in `looks`, whoever asked for it. */
export function useLooks({ doc, live }: DocumentInfo, capture: number | null): Looks {
  const { bridge, cache, client } = useWorkspace();
  const { answer } = useQuery('looks', live === undefined ? null : { doc, capture });
  const look = useCallback(() => void client.call('look', { doc }), [client, doc]);
  const prove = useCallback((maxStopMs: number) => void client.call('prove', { doc, maxStopMs }), [client, doc]);
  const end = useCallback(() => void client.call('endLook', { doc }), [client, doc]);
  const knows = live !== undefined && knowsLeaks(live.goVersion);
  const pid = live?.pid ?? 0;
  const asking = useMemo((): Looks['asking'] => {
    if (!knows) return null;
    return {
      async addresses() {
        const processes = await client.call('processes', {});
        // Nothing is suggested then, and an address can be typed all the same.
        if (!processes.ok) return [];
        const own = processes.value.processes.find((process) => process.pid === pid);
        return (own?.ports ?? []).map((port) => `localhost:${port}`);
      },
      async ask(address, signal) {
        const granted = await bridge.urlGrant({ url: address });
        if (!granted.ok) return `${granted.error.message} ${granted.error.hint}`.trim();
        const [source] = granted.value.sources;
        if (source === undefined) return t('This is no address.');
        const done = await client.call('askRuntime', { doc, source: source.id }, signal);
        cache.renew(['looks', 'leakComparison'], doc);
        return done.ok ? '' : errorText(done.error);
      },
    };
  }, [bridge, cache, client, doc, knows, pid]);
  return { looks: answer, look, prove, end, asking };
}
