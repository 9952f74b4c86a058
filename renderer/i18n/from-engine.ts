import { patternsOf, type Pattern } from './patterns';
import { currentLocale, engineCatalogue, formatMessage, type Catalogue } from './t';

/** Sentences translated since the language changed: forgotten when there are more. */
const KEPT = 2000;
/** Longer text is no sentence of ours, and slow to try against every pattern. */
const LONGEST = 1500;
const kept = new Map<string, string>();
let patterns: readonly Pattern[] = [];
let madeFor: Catalogue | null = null;

/**
 * A sentence that the engine wrote in English, in the language of the window: by the sentence itself, or by a translated pattern it
 * fits (`Skipped {n} records`), whose values are put into the translation. Several sentences in one text are translated one by one. What
 * no pattern fits stays English, as a rule of the user's own does.
 */
export function fromEngine(text: string): string {
  const messages = engineCatalogue();
  if (text === '' || text.length > LONGEST || currentLocale() !== 'zh-CN') return text;
  if (madeFor !== messages) {
    madeFor = messages;
    patterns = patternsOf(Object.keys(messages));
    kept.clear();
  }
  const before = kept.get(text);
  if (before !== undefined) return before;
  const translated =
    known(text, messages) ??
    text
      .split(/(?<=[.!?]) (?=[A-Z“‘])/)
      .map((sentence) => known(sentence, messages) ?? sentence)
      // Between Chinese sentences there is no space, between English ones there is.
      .reduce((before, sentence) => (/[。！？]$/.test(before) ? before + sentence : `${before} ${sentence}`));
  if (kept.size >= KEPT) kept.clear();
  kept.set(text, translated);
  return translated;
}

function known(sentence: string, messages: Catalogue): string | null {
  const exact = messages[sentence] ?? messages[sentence.replace(/\s+/g, ' ')];
  if (exact !== undefined) return exact;
  for (const { message, expression, names } of patterns) {
    const match = expression.exec(sentence);
    if (match === null) continue;
    const values = Object.fromEntries(names.map((name, index) => [name, fromEngine(match[index + 1] ?? '')]));
    return formatMessage(messages[message] ?? message, values);
  }
  return null;
}
