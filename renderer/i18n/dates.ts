import { currentLocale } from './t';

const made = new Map<string, Intl.DateTimeFormat>();

/** The way the language of the window writes dates: `12 Nov` in English, `11月12日` in Chinese; the day before the month in English. */
export function dateFormat(options: Readonly<Intl.DateTimeFormatOptions>): Intl.DateTimeFormat {
  const locale = currentLocale() === 'zh-CN' ? 'zh-CN' : 'en-GB';
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = made.get(key) ?? new Intl.DateTimeFormat(locale, options);
  made.set(key, known);
  return known;
}
