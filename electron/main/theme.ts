import type { PageSettings, Theme } from '@ipc/channels';
import { nativeTheme } from 'electron';

/** Ground of the window before its page is painted: `--canvas` of each theme (renderer/ui/tokens.css). */
export const GROUND: Readonly<Record<Theme, string>> = { light: '#FFFFFF', dark: '#191817', hc: '#000000' };

/** The system's dialogs and menus follow the choice too. */
export function applyTheme(choice: PageSettings['theme']): void {
  nativeTheme.themeSource = choice === 'hc' ? 'dark' : choice;
}

export function resolveTheme(choice: PageSettings['theme']): Theme {
  if (choice !== 'system') return choice;
  if (nativeTheme.shouldUseHighContrastColors) return 'hc';
  return nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
}
