/** Properties that decide what a shape looks like. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'fill-rule',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
] as const;
const GEOMETRY =
  /^(?:d|x|y|x1|y1|x2|y2|cx|cy|r|rx|ry|width|height|points|transform|id|offset|href|viewBox|gradient\w+|pattern\w+|clip-path)$/;

/** Elements of an `<svg>` of the page, as they look there, without what the page's style sheets give them. */
export function drawingOf(svg: SVGSVGElement): string {
  return [...svg.children].map(elementText).join('');
}

function elementText(element: Element): string {
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.visibility === 'hidden') return '';
  const copy = document.createElementNS('http://www.w3.org/2000/svg', element.localName);
  for (const { name, value } of element.attributes) if (GEOMETRY.test(name)) copy.setAttribute(name, value);
  for (const property of PROPERTIES) {
    const value = style.getPropertyValue(property);
    if (value !== '' && value !== copy.getAttribute(property)) copy.setAttribute(property, value.replaceAll('"', "'"));
  }
  for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) copy.append(child.textContent ?? '');
  const shell = new XMLSerializer().serializeToString(copy).replace(' xmlns="http://www.w3.org/2000/svg"', '');
  const inside = [...element.children].map(elementText).join('');
  if (inside === '') return shell;
  return shell.endsWith('/>')
    ? `${shell.slice(0, -2)}>${inside}</${element.localName}>`
    : shell.replace(/<\/[^>]+>$/, (end) => inside + end);
}
