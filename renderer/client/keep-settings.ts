import type { Bridge, PageSettings } from '@ipc/channels';
import { useSettings } from '../state/settings';

const SAVE_AFTER_MS = 400;

/** From now on what the user sets is kept by the host. */
export function keepSettings(bridge: Bridge): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  useSettings.subscribe((state, before) => {
    const same = (['theme', 'language', 'letterKeys', 'keys', 'layout'] as const).every(
      (key) => state[key] === before[key],
    );
    if (same) return;
    clearTimeout(timer);
    const { theme, language, letterKeys, keys, layout } = state;
    const settings: PageSettings = { theme, language, letterKeys, keys, layout };
    // A theme is seen at once; sizes arrive by the dozen while a splitter is dragged.
    const wait = state.theme === before.theme ? SAVE_AFTER_MS : 0;
    timer = setTimeout(() => void bridge.settingsSet(settings), wait);
  });
}
