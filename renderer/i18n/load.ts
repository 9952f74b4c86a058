import type { Locale } from './locale';
import { NO_MESSAGES, type Messages } from './t';

/** The messages of a language, fetched when it is first asked for; English is the messages themselves. */
export async function messagesOf(locale: Locale): Promise<Messages> {
  return locale === 'zh-CN' ? (await import('./zh-cn/catalogue')).ZH_CN : NO_MESSAGES;
}
