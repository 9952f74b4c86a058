import { useEffect, useRef, useState } from 'react';
import type { EngineError } from '@core/api/errors';
import type { ProcessesAnswer } from '@core/api/live';
import { useWorkspace } from '../../client/use-workspace';
import { remember, type Look } from './processes';

const EVERY_MS = 1000;

export interface Processes {
  readonly answer: ProcessesAnswer | null;
  readonly error: EngineError | null;
  /** By `processKey`: the last half minute, oldest first. */
  readonly looks: ReadonlyMap<string, readonly Look[]>;
  /** Asks at once. */
  readonly again: () => void;
}

/** What runs on this machine, asked every second while it is shown. The last list stays while the next one is on its way. */
export function useProcesses(): Processes {
  const { client } = useWorkspace();
  const [state, setState] = useState<Omit<Processes, 'again'>>({ answer: null, error: null, looks: new Map() });
  const ask = useRef<() => void>(() => undefined);
  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async (): Promise<void> => {
      clearTimeout(timer);
      const began = Date.now();
      const listed = await client.call('processes', {}, controller.signal);
      if (controller.signal.aborted) return;
      if (listed.ok) {
        const answer = listed.value;
        setState((now) => ({ answer, error: null, looks: remember(now.looks, answer.processes, answer.takenMs) }));
      } else setState((now) => ({ ...now, error: listed.error }));
      timer = setTimeout(() => void run(), Math.max(100, EVERY_MS - (Date.now() - began)));
    };
    ask.current = () => void run();
    void run();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [client]);
  return { ...state, again: () => ask.current() };
}
