import { useCallback, useMemo, useState } from 'react';

export type OverlayName = 'palette' | 'keys' | 'settings' | 'about';

export interface Overlay {
  readonly shown: OverlayName | null;
  /** What the palette's input begins with: `>` for commands. */
  readonly text: string;
  readonly show: (name: OverlayName, text?: string) => void;
  readonly close: () => void;
}

/** One overlay at a time. */
export function useOverlay(): Overlay {
  const [state, setState] = useState<{ shown: OverlayName | null; text: string }>({ shown: null, text: '' });
  const show = useCallback((shown: OverlayName, text = '') => setState({ shown, text }), []);
  const close = useCallback(() => setState({ shown: null, text: '' }), []);
  return useMemo(() => ({ ...state, show, close }), [state, show, close]);
}
