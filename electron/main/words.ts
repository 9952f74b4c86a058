import type { LanguageChoice } from '@ipc/channels';
import { ZH_CN } from './zh-cn';

/** Language of menus and system dialogs: the window's own, as renderer/i18n/locale.ts chooses it. */
type Language = 'en' | 'zh-CN';

let language: Language = 'en';

/** What the setting means where the app's locale is `locale` (`zh-CN`, `en-GB`). Traditional Chinese is not written here: English. */
export function languageFor(choice: LanguageChoice, locale: string): Language {
  if (choice !== 'system') return choice === 'zh-CN' ? 'zh-CN' : 'en';
  return /^zh\b(?!-(hant|tw|hk|mo)\b)/i.test(locale) ? 'zh-CN' : 'en';
}

/** What `say` answers from now on. */
export function speak(next: Language): void {
  language = next;
}

/** A message of menus and system dialogs in the language in force; `{name}` stands for a value. English where there is no translation. */
export function say(message: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = language === 'zh-CN' ? (ZH_CN[message] ?? message) : message;
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
