import type { Page } from 'playwright-core';

export interface Shift {
  /** As browsers count it (web.dev/cls): impact fraction times distance fraction. */
  readonly value: number;
  /** What moved, at most five: `div.tools 156,72 → 156,96`. */
  readonly sources: readonly string[];
}

interface Entry extends PerformanceEntry {
  readonly value: number;
  readonly sources: readonly {
    readonly node: Node | null;
    readonly previousRect: DOMRectReadOnly;
    readonly currentRect: DOMRectReadOnly;
  }[];
}

declare const globalThis: { shiftsSeen?: Shift[]; shiftObserver?: PerformanceObserver };

/**
 * Begins to record what moves by itself. Shifts within 500 ms of a key or a click count here too, other than for search engines: a view that
 * builds itself in three steps after a key jumps as much.
 */
export async function recordShifts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const nameOf = (node: Node | null): string => {
      const element = node instanceof Element ? node : (node?.parentElement ?? null);
      if (element === null) return 'gone';
      const name = element.id === '' ? element.getAttribute('class') : `#${element.id}`;
      return `${element.tagName.toLowerCase()}.${name ?? ''} “${(element.textContent ?? '').slice(0, 30)}”`;
    };
    const place = ({ x, y, width, height }: DOMRectReadOnly): string =>
      [x, y, width, height].map((n) => Math.round(n)).join(',');
    globalThis.shiftsSeen = [];
    const take = (entries: PerformanceEntryList): void => {
      for (const entry of entries as Entry[])
        globalThis.shiftsSeen?.push({
          value: entry.value,
          sources: entry.sources.map(
            ({ node, previousRect, currentRect }) => `${nameOf(node)} ${place(previousRect)} → ${place(currentRect)}`,
          ),
        });
    };
    globalThis.shiftObserver = new PerformanceObserver((list) => take(list.getEntries()));
    globalThis.shiftObserver.observe({ type: 'layout-shift', buffered: false });
  });
}

/** What moved since the last call. */
export function shiftsSince(page: Page): Promise<readonly Shift[]> {
  return page.evaluate(() => {
    const seen = globalThis.shiftsSeen ?? [];
    globalThis.shiftsSeen = [];
    return seen;
  });
}
