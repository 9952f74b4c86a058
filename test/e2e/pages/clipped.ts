import type { Page } from 'playwright-core';

/**
 * Text that is cut off where nothing says so: content wider or higher than its box in buttons, tabs, heads and labels. What ends in an
 * ellipsis on purpose (`.clip`), what scrolls and what only screen readers read are fine.
 */
export function clipped(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const out: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>(
      'button, h1, h2, h3, label, dt, legend, p, [role="radio"], .item',
    )) {
      if (element.closest('.sr, [hidden], .clip') !== null || element.querySelector('.clip, input, select') !== null)
        continue;
      const style = getComputedStyle(element);
      if (style.textOverflow === 'ellipsis' || /auto|scroll/.test(style.overflowX + style.overflowY)) continue;
      const box = element.getBoundingClientRect();
      if (box.width <= 2 || element.textContent.trim() === '') continue;
      const texts = document.createNodeIterator(element, NodeFilter.SHOW_TEXT);
      let tooWide = false;
      for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
        if (text.parentElement?.closest('.sr') != null || text.textContent?.trim() === '') continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const { left, right } = range.getBoundingClientRect();
        tooWide ||= right > box.right + 1.5 || left < box.left - 1.5;
      }
      const outside = box.right > innerWidth + 1;
      const hides = style.overflowX === 'hidden' || style.overflowX === 'clip' || element.tagName === 'BUTTON';
      if ((tooWide && hides) || outside)
        out.push(`${element.tagName.toLowerCase()}.${element.className}: ${element.textContent.trim().slice(0, 60)}`);
    }
    return out;
  });
}

/**
 * Text that ends in an ellipsis and that nothing tells whole: neither a tooltip (on it or around it), nor a cell or a row that is selected
 * to read it elsewhere.
 */
export function cutWithoutTooltip(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('#app *')].flatMap((element) => {
      const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== '');
      if (!hasText || element.closest('.sr, [hidden], [title], [role=gridcell], select, svg') !== null) return [];
      const style = getComputedStyle(element);
      if (element.clientWidth <= 2 || !/hidden|clip/.test(style.overflowX)) return [];
      if (element.scrollWidth <= element.clientWidth + 1) return [];
      return [`${element.tagName.toLowerCase()}.${element.className}: ${element.textContent.trim().slice(0, 80)}`];
    }),
  );
}
