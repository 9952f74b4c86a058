import type { DrawingMark, Mark, Picture } from './mark';

/** Families that are on most machines, for those that have not the window's own. */
export const PICTURE_FAMILY =
  "'IBM Plex Sans', 'Noto Sans', 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans SC', sans-serif";

export const SVG_END = '</svg>\n';

/** What comes before the marks. `style`: rules of CSS for classes in them. */
export function svgOpening({ width, height, background, title, family }: Picture, style = ''): string {
  const size = `width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" font-family="${xmlText(family)}">\n`,
    `<title>${xmlText(title)}</title>\n`,
    style === '' ? '' : `<style>${xmlText(style)}</style>\n`,
    `<rect width="100%" height="100%" fill="${xmlText(background)}"/>\n`,
  ].join('');
}

export function svgMark(mark: Mark): string {
  const at = `x="${px(mark.x)}" y="${px(mark.y)}"`;
  switch (mark.kind) {
    case 'box': {
      const { round = 0, opacity = 1, tip = '' } = mark;
      const more = `${round > 0 ? ` rx="${px(round)}"` : ''}${opacity < 1 ? ` opacity="${px(opacity)}"` : ''}`;
      const rect = `<rect ${at} ${sizeOf(mark)} fill="${xmlText(mark.fill)}"${more}`;
      return tip === '' ? `${rect}/>\n` : `${rect}><title>${xmlText(tip)}</title></rect>\n`;
    }
    case 'text': {
      const { size, weight, family = '', opacity = 1, width = 0 } = mark;
      const more = [
        weight === 400 ? '' : ` font-weight="${weight}"`,
        family === '' ? '' : ` font-family="${xmlText(family)}"`,
        opacity < 1 ? ` opacity="${px(opacity)}"` : '',
        width > 0 ? ` textLength="${px(width)}" lengthAdjust="spacingAndGlyphs"` : '',
      ].join('');
      return `<text ${at} font-size="${px(size)}" fill="${xmlText(mark.fill)}"${more} xml:space="preserve">${xmlText(mark.text)}</text>\n`;
    }
    case 'image':
      return `<image ${at} ${sizeOf(mark)} href="${xmlText(mark.href)}"/>\n`;
    case 'drawing':
      return `<svg ${at} ${sizeOf(mark)}${viewBoxOf(mark.viewBox)} overflow="hidden">${mark.content}</svg>\n`;
  }
}

function viewBoxOf(viewBox: string): string {
  return viewBox === '' ? '' : ` viewBox="${xmlText(viewBox)}"`;
}

function sizeOf({ width, height }: { readonly width: number; readonly height: number }): string {
  return `width="${px(width)}" height="${px(height)}"`;
}

/** What something else drew, as a file of its own. */
export function svgDrawing(mark: DrawingMark): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" ${sizeOf(mark)}${viewBoxOf(mark.viewBox)}>${mark.content}</svg>`;
}

/** Two decimals are a hundredth of a pixel. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Text as XML holds it, in elements and attributes. What XML 1.0 §2.2 has no place for (control characters, halves of surrogates) becomes U+FFFD. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
