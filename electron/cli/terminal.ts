/** How text reaches a terminal: width, colour, columns, and nothing that a hostile file could smuggle in. */

export interface TerminalStyle {
  /** Escape sequences for weight and colour are understood. */
  readonly colour: boolean;
  /** Columns to keep within; null = no limit on table rows (a pipe or file). */
  readonly width: number | null;
}

const PROSE_WIDTH = 100;
export const proseWidth = (style: TerminalStyle): number => Math.min(style.width ?? PROSE_WIDTH, PROSE_WIDTH);

export type Ink = 'bold' | 'dim' | 'red' | 'yellow' | 'cyan';
const CODES: Readonly<Record<Ink, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export function paint(style: TerminalStyle, ink: Ink, text: string): string {
  const [on, off] = CODES[ink];
  return style.colour && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

/** Control characters (escape sequences among them) and the marks that reorder text. Tabs stay. */
const UNPRINTABLE = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Names, labels and comments come from files: shown as they are they could rewrite the screen. Each such character becomes `�`. */
export function printable<T>(value: T): T {
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(UNPRINTABLE, '\ufffd');
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [String(clean(key)), clean(inner)]));
  }
  return value;
}

/** Words wrapped to `width` columns; the first line is `lead`, the others are indented by its length. */
export function wrap(lead: string, text: string, width: number): string[] {
  const room = Math.max(20, width - lead.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((part, i) => (i === 0 ? lead : ' '.repeat(lead.length)) + part);
}

export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
  /** Gives way when the terminal is too narrow; its middle is cut. */
  readonly shrink?: boolean;
}

/** Rows under a head, columns as wide as their widest cell, two spaces apart. */
export function table(
  style: TerminalStyle,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const widths = columns.map(({ head }, c) =>
    rows.reduce((widest, row) => Math.max(widest, length(row[c] ?? '')), length(head)),
  );
  if (style.width !== null) {
    const used = widths.reduce((sum, width) => sum + width, 2 * (columns.length - 1));
    let over = used - style.width;
    for (const [c, column] of columns.entries()) {
      if (column.shrink !== true || over <= 0) continue;
      const width = widths[c] ?? 0;
      const kept = Math.max(Math.min(width, 16), width - over);
      over -= width - kept;
      widths[c] = kept;
    }
  }
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, c) => {
        const width = widths[c] ?? 0;
        const cell = cutMiddle(cells[c] ?? '', width);
        const pad = ' '.repeat(Math.max(0, width - length(cell)));
        return align === 'right' ? pad + cell : cell + pad;
      })
      .join('  ')
      .trimEnd();
  return [paint(style, 'dim', line(columns.map(({ head }) => head))), ...rows.map(line)];
}

const length = (text: string) => [...text].length;

function cutMiddle(text: string, width: number): string {
  const letters = [...text];
  if (letters.length <= width) return text;
  const tail = Math.ceil((width - 1) * 0.6);
  return `${letters.slice(0, width - 1 - tail).join('')}…${letters.slice(letters.length - tail).join('')}`;
}
