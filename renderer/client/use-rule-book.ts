import { useEffect, useState } from 'react';
import type { EngineError } from '@core/api/errors';
import type { RuleBookAnswer } from '@core/api/rules';
import { useSession } from '../state/session';
import { useWorkspace } from './use-workspace';

export interface RuleBookState {
  /** The last answer; null before the first. */
  readonly book: RuleBookAnswer | null;
  readonly error: EngineError | null;
}

/** The rules and suppressions in force, asked again whenever a file of them changes and when a restarted engine has read them anew. */
export function useRuleBook(): RuleBookState {
  const { client } = useWorkspace();
  const lost = useSession((s) => s.trouble !== null);
  const [state, setState] = useState<RuleBookState>({ book: null, error: null });
  useEffect(() => {
    if (lost) return;
    const controller = new AbortController();
    const ask = (): void => {
      void client.call('ruleBook', {}, controller.signal).then((result) => {
        if (controller.signal.aborted) return;
        if (result.ok) setState({ book: result.value, error: null });
        else if (result.error.code !== 'engine-lost') setState((now) => ({ ...now, error: result.error }));
      });
    };
    ask();
    const end = client.onEvent((event) => {
      if (event.type === 'rules-changed') ask();
    });
    return () => {
      end();
      controller.abort();
    };
  }, [client, lost]);
  return state;
}
