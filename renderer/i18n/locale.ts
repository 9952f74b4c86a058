/** `en-XA`: English made longer by two fifths, to see whether text has room. Not offered in Settings. */
export type Locale = 'en' | 'zh-CN' | 'en-XA';
export type LanguageChoice = 'system' | Locale;

/** What the setting means where the system speaks `languages`, most wanted first. Traditional Chinese is not written here: English. */
export function localeFor(choice: LanguageChoice, languages: readonly string[]): Locale {
  if (choice !== 'system') return choice;
  for (const language of languages) {
    const tag = language.toLowerCase();
    if (/^en\b/.test(tag)) return 'en';
    if (/^zh\b/.test(tag) && !/^zh-(hant|tw|hk|mo)\b/.test(tag)) return 'zh-CN';
  }
  return 'en';
}
