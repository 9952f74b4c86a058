import { useEffect, useState } from 'react';
import type { LiveAnswer } from '@core/api/live';
import { errorText } from '../../client/error-text';
import { useWorkspace } from '../../client/use-workspace';
import { liveOf } from '../../state/live';
import { viewOf } from '../../state/view';

/** A cursor that is moved by keys or dragged passes many moments, ms. */
const SETTLED_MS = 200;

/**
 * The moment under the cursor in full: where it is kept no more it is read again from the recording, as soon as the cursor stands still. Answers
 * what is known of it besides, and why it could not be read; ``.
 */
export function useRecall(
  doc: string,
  cursorMs: number | null,
  moment: LiveAnswer['moment'],
): { readonly state: 'whole' | 'written' | 'numbers'; readonly problem: string } {
  const workspace = useWorkspace();
  const [failed, setFailed] = useState<{ readonly atMs: number; readonly problem: string } | null>(null);
  const state = cursorMs === null || moment === null ? 'whole' : moment.state;
  const atMs = moment?.atMs ?? 0;
  useEffect(() => {
    if (state !== 'written') return;
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      const recalled = await workspace.client.call('recall', { doc, atMs }, controller.signal);
      if (controller.signal.aborted) return;
      if (!recalled.ok) {
        if (recalled.error.code !== 'engine-lost') setFailed({ atMs, problem: errorText(recalled.error) });
        return;
      }
      await workspace.refresh(doc);
      // Moved meanwhile: it is another moment that is wanted.
      if (controller.signal.aborted || liveOf(doc).get().cursorMs === null) return;
      viewOf(doc).touch({ capture: recalled.value.capture, sampleType: null });
    };
    const timer = setTimeout(() => void read(), SETTLED_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [workspace, doc, state, atMs]);
  return { state, problem: failed?.atMs === atMs ? failed.problem : '' };
}
