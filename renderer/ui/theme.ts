import { useSyncExternalStore } from 'react';

let version = 0;
const listeners = new Set<() => void>();
let watching = false;

/** Begins to watch `data-theme` of the page with the first user; a page has one theme, so it goes on watching. */
function watch(): void {
  if (watching) return;
  watching = true;
  const changed = (): void => {
    version++;
    for (const listener of [...listeners]) listener();
  };
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ['data-theme'] });
}

/** A number that changes with the theme: what draws on a canvas depends on it. */
export function useThemeVersion(): number {
  return useSyncExternalStore(
    (listener) => {
      watch();
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => version,
  );
}

/** Value of a token (`--ink`) in the theme in force. */
export function themeToken(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(token).trim();
}
