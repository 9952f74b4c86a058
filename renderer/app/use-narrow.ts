import { useSyncExternalStore } from 'react';

const QUERY = '(max-width: 1099px)';

/** True below 1100 px, where the rail shows icons only. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(QUERY);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(QUERY).matches,
  );
}
