import { createRoot } from 'react-dom/client';
import '../ui/base.css';
import type { Bridge } from '@ipc/channels';
import { Workspace } from '../client/workspace';
import { messagesOf } from '../i18n/load';
import { localeFor, type Locale } from '../i18n/locale';
import { setCatalogue } from '../i18n/t';
import { useSettings } from '../state/settings';
import { setKeyChanges } from '../ui/keys/bindings';
import { App } from './app';

/** Draws the window into `#root`, in the theme and the language that the bridge's host remembers. */
export async function startPage(bridge: Bridge): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no #root');
  document.documentElement.dataset['theme'] = bridge.boot.theme;
  document.documentElement.dataset['platform'] = bridge.boot.platform;
  useSettings.getState().show(bridge.boot.theme);
  useSettings.getState().setLanguage(bridge.boot.language);
  await speak();
  useSettings.subscribe(({ shownTheme }) => {
    document.documentElement.dataset['theme'] = shownTheme;
  });
  useSettings.subscribe(({ language }, before) => {
    if (language !== before.language) void speak();
  });
  useSettings.subscribe(({ keys }) => setKeyChanges(keys));
  window.addEventListener('languagechange', () => void speak());
  // Asked for before there is text in them: a line that was broken in another face would move what is below it.
  void Promise.allSettled([...document.fonts].map((face) => face.load()));
  createRoot(root).render(<App workspace={new Workspace(bridge)} />);
}

/** Loads the language that is set, then shows it; the last one asked for wins. */
async function speak(): Promise<void> {
  const wanted = (): Locale => localeFor(useSettings.getState().language, navigator.languages);
  const locale = wanted();
  const messages = await messagesOf(locale);
  if (wanted() !== locale) return;
  setCatalogue(locale, messages);
  document.documentElement.lang = locale;
  useSettings.getState().speak(locale);
}
