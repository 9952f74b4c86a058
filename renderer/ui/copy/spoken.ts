/** Longest text that one element says, UTF-16 units: above it stands a part of the window, not a value. */
const LONGEST = 2000;

/** Elements that say one thing, from a cell of a table to a sentence. */
const SAYS = [
  '[data-copy], [role=gridcell], [role=columnheader], [role=treeitem], [role=option], [role=tooltip], [role=status], [role=alert]',
  'td, th, dd, dt, li, p, h1, h2, h3, h4, pre, code, kbd, label, button, a, summary, figcaption, output',
].join(', ');

/**
 * What the element under the pointer or with the focus says, on one line unless it is preformatted; `` when it says nothing. `data-copy` is
 * said in place of what is drawn, which may be cut.
 */
export function spokenBy(element: Element): string {
  const own = element.closest<HTMLElement>(SAYS) ?? (hasWords(element) ? element : null);
  if (own === null) return '';
  const given = own.closest<HTMLElement>('[data-copy]')?.dataset['copy'];
  if (given !== undefined && given !== '') return given;
  const text = own.matches('pre, pre *') ? own.innerText.trim() : own.innerText.replace(/\s+/g, ' ').trim();
  const said = text === '' ? (own.getAttribute('aria-label') ?? own.getAttribute('title') ?? '') : text;
  return said.length > LONGEST ? '' : said;
}

/** Words of its own, not only those of what is in it. */
function hasWords(element: Element): element is HTMLElement {
  return (
    element instanceof HTMLElement &&
    [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== '')
  );
}
