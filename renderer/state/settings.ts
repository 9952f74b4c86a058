import { create } from 'zustand';
import type { KeyChanges, LanguageChoice, PageSettings, Theme } from '@ipc/channels';

/** What the user set and the host keeps: theme, language, letters as keys, other keys of commands, and sizes of panes (`layout`, keys named by the parts that use them). */
export interface SettingsState extends PageSettings {
  /** What `theme` means now (`system` resolved). */
  readonly shownTheme: Theme;
  /** The language on screen (`system` resolved, its messages loaded). */
  readonly shownLanguage: Exclude<LanguageChoice, 'system'>;
  readonly load: (settings: PageSettings) => void;
  readonly show: (theme: Theme) => void;
  readonly setTheme: (theme: PageSettings['theme']) => void;
  readonly speak: (language: SettingsState['shownLanguage']) => void;
  readonly setLanguage: (language: LanguageChoice) => void;
  readonly setLetterKeys: (on: boolean) => void;
  /** Gives commands other keys; null gives them back their own. */
  readonly setKeys: (changes: Readonly<Record<string, KeyChanges[string] | null>>) => void;
  readonly resetKeys: () => void;
  readonly setLayout: (key: string, value: PageSettings['layout'][string]) => void;
  /** Forgets what is kept under the keys that the test names. */
  readonly forgetLayout: (isForgotten: (key: string) => boolean) => void;
}

export const useSettings = create<SettingsState>()((set) => ({
  theme: 'system',
  language: 'system',
  letterKeys: true,
  keys: {},
  layout: {},
  shownTheme: 'light',
  shownLanguage: 'en',
  load: ({ theme, language, letterKeys, keys, layout }) => set({ theme, language, letterKeys, keys, layout }),
  show: (shownTheme) => set({ shownTheme }),
  setTheme: (theme) => set({ theme }),
  speak: (shownLanguage) => set({ shownLanguage }),
  setLanguage: (language) => set({ language }),
  setLetterKeys: (letterKeys) => set({ letterKeys }),
  setKeys: (changes) =>
    set(({ keys }) => {
      const next: KeyChanges = {};
      for (const [id, own] of Object.entries<KeyChanges[string] | null>({ ...keys, ...changes }))
        if (own !== null) next[id] = own;
      return { keys: next };
    }),
  resetKeys: () => set({ keys: {} }),
  setLayout: (key, value) => set((s) => (s.layout[key] === value ? s : { layout: { ...s.layout, [key]: value } })),
  forgetLayout: (isForgotten) =>
    set((s) => ({ layout: Object.fromEntries(Object.entries(s.layout).filter(([key]) => !isForgotten(key))) })),
}));

/** A remembered size or switch, with the value it has before anybody touched it. */
export function useLayout<T extends number | boolean>(key: string, initial: T): [T, (value: T) => void] {
  const stored = useSettings((s) => s.layout[key]);
  const setLayout = useSettings((s) => s.setLayout);
  return [isLike(stored, initial) ? stored : initial, (value) => setLayout(key, value)];
}

function isLike<T extends number | boolean>(value: unknown, like: T): value is T {
  return typeof value === typeof like;
}
