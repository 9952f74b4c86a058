import type { Locale } from './locale';
import type { Catalogue } from './t';

/** The messages of a language, fetched when it is first asked for; English is the messages themselves. */
export async function messagesOf(locale: Locale): Promise<Catalogue> {
  return locale === 'zh-CN' ? (await import('./zh-cn/catalogue')).ZH_CN : {};
}
