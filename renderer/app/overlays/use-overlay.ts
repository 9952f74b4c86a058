import { useCallback, useMemo, useState } from 'react';

export type OverlayName = 'palette' | 'keys' | 'about' | 'export' | 'attach';

export interface Overlay {
  readonly shown: OverlayName | null;
  /** What the palette's input begins with: `>` for commands. */
  readonly text: string;
  readonly show: (name: OverlayName, text?: string) => void;
  /** Closes this overlay; another one that has been opened since stays. */
  readonly close: (name: OverlayName) => void;
}

/** One overlay at a time. */
export function useOverlay(): Overlay {
  const [state, setState] = useState<{ shown: OverlayName | null; text: string }>({ shown: null, text: '' });
  const show = useCallback((shown: OverlayName, text = '') => setState({ shown, text }), []);
  // By name: the browser says only afterwards that Esc closed a dialog, and by then another may be shown.
  const close = useCallback(
    (name: OverlayName) => setState((now) => (now.shown === name ? { shown: null, text: '' } : now)),
    [],
  );
  return useMemo(() => ({ ...state, show, close }), [state, show, close]);
}
