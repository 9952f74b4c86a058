export interface HexRow {
  /** Offset of the first byte, six hex digits or more. */
  readonly address: string;
  readonly bytes: string;
}

const PER_ROW = 8;

/** `0a 0c 08` or `0a0c08`: what an error carries when the input is not text. */
export function isHex(text: string): boolean {
  return /^[0-9a-f]{2}(?: ?[0-9a-f]{2})*$/.test(text);
}

/** Eight bytes a row, as the error screen shows them. */
export function hexRows(text: string, offset: number): readonly HexRow[] {
  const bytes = text.replaceAll(' ', '').match(/../g) ?? [];
  const rows: HexRow[] = [];
  for (let at = 0; at < bytes.length; at += PER_ROW) {
    rows.push({
      address: (offset + at).toString(16).padStart(6, '0'),
      bytes: bytes.slice(at, at + PER_ROW).join(' '),
    });
  }
  return rows;
}
