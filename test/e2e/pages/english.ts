import type { Page } from 'playwright-core';

/** Words that stay as they are in every language: Go's, formats', tools' and keys' names, and units. */
const NAMES =
  /^(?:Parkscope|Go|goroutines?|Goroutine|goroutineleak|channel|chan|send|receive|select|mutex|Mutex|RWMutex|WaitGroup|Cond|semacquire|lock|rlock|syscall|sleep|IO|wait|sync|running|runnable|leaked|dead|other|nil|state|GC|CPU|RSS|STW|PID|pid|GOMEMLIMIT|GOMAXPROCS|GOGC|MiB|KiB|GiB|KB|MB|GB|ms|min|pprof|profiles?|Profile|heap|inuse|alloc|allocs|space|objects|samples|cpu|contentions|delay|block|trace|Chrome|perf|speedscope|Prometheus|expvar|runtime|std|zstd|Top|top|flat|cum|Flat|Cum|Sum|Ctrl|Shift|Alt|Esc|Enter|Backspace|Tab|F\d+|Markdown|TSV|SVG|PNG|HTML|CSV|URL|JSON|YAML|rule|yaml|debug|metrics|error|warning|note|English|demo|Demo|shop|leaks|orders|vs|Linux|shell|curl|id|ID|p\d+|P|A|B|g|M|h|s|Mark|mark|assist|Assist|focus|ignore|hide|show|text|key|value|RE|EXPR|tag|tagfocus|tagignore|from|re)$/;

export interface English {
  readonly text: string;
  /** Where: tag and class, or the attribute. */
  readonly place: string;
}

/**
 * English text that people see or hear: runs of three Latin words or more, names left out. What is marked as code, names of functions and
 * files, and what a document itself says (titles, labels) are not looked at.
 */
export async function englishIn(page: Page): Promise<readonly English[]> {
  const all = await page.evaluate(() => {
    const found: { text: string; place: string }[] = [];
    const code = 'code, pre, kbd, .m, [class^="tk-"], .hexd, .sym, .path, [data-own-words], script, style, [hidden]';
    const placeOf = (element: Element): string =>
      `${element.tagName.toLowerCase()}${element.className === '' || typeof element.className !== 'string' ? '' : `.${element.className.split(' ').join('.')}`}`;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof Element) {
        if (node.closest(code) !== null) continue;
        for (const name of ['title', 'aria-label', 'placeholder', 'aria-description', 'aria-valuetext', 'alt']) {
          const text = node.getAttribute(name);
          if (text !== null) found.push({ text, place: `${placeOf(node)} @${name}` });
        }
        continue;
      }
      const parent = node.parentElement;
      if (parent === null || parent.closest(code) !== null || parent.getClientRects().length === 0) continue;
      if (node.textContent !== null && node.textContent.trim() !== '')
        found.push({ text: node.textContent.trim(), place: placeOf(parent) });
    }
    return found;
  });
  return all.filter(({ text }) => isEnglish(text));
}

/** Three words in a row that are none of the names. */
function isEnglish(text: string): boolean {
  let run = 0;
  for (const word of text.split(/[\s,;:()“”]+/)) {
    const bare = word.replace(/[.!?…]+$/, '');
    if (/^[A-Za-z][a-z’'-]*$/.test(bare)) run += NAMES.test(bare) ? 0 : 1;
    else run = 0;
    if (run >= 3) return true;
  }
  return false;
}
