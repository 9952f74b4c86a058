import { analyse } from '@core/analysis/analyses';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import { judge, type Judgement } from '@core/rules/run';

/** What the rules say about captures given as text, opened together. */
export async function judgeTexts(...texts: readonly string[]): Promise<Judgement> {
  const captures = [];
  for (const [i, text] of texts.entries()) {
    const source = bytesSource(`text-${i + 1}`, new TextEncoder().encode(text));
    const opened = await openSource(source, { signal: null, progress: () => undefined });
    if (!opened.ok) throw new Error(opened.error.message);
    captures.push(...opened.value);
  }
  return judge(analyse(captures), null);
}
