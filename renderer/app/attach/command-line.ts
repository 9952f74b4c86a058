import { err, ok, type Result } from '@core/base/result';
import { t } from '../../i18n/t';

/**
 * The words of a command line: split at blanks, quotes keep them together, a backslash takes the next character as it is (not inside single
 * quotes). No shell: what a shell would replace (`$HOME`, `*`, `|`) stays as it is written and is told.
 */
export function commandWords(text: string): Result<readonly string[], string> {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && /["\\$`]/.test(text[i + 1] ?? '')) word = (word ?? '') + text[++i]!;
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      if (i + 1 === text.length) return err(t('A backslash at the end stands for nothing.'));
      word = (word ?? '') + text[++i]!;
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (quote !== '') return err(t('A {quote} is opened and not closed.', { quote }));
  if (word !== null) words.push(word);
  return ok(words);
}

/** What only a shell would understand, with the words for it; null. */
export function shellOnly(words: readonly string[]): string | null {
  const odd = words.find((word) => /^(\||\|\||&&?|;|[<>]{1,2}|2>&1)$/.test(word) || /\$[({A-Za-z_]/.test(word));
  return odd === undefined ? null : t('{odd} is passed on as it is: the program is started without a shell.', { odd });
}
