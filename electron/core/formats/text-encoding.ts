/**
 * Windows shells redirect text as UTF-16 (`>` of PowerShell 5) or put a byte order mark before UTF-8. Both are the same dump.
 * Answers the bytes as UTF-8 without a mark, and what was done, or the same bytes.
 */
export function asUtf8(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly from: 'utf-16' | 'utf-8' | null } {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { bytes: bytes.subarray(3), from: 'utf-8' };
  const little = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (!little && !(bytes[0] === 0xfe && bytes[1] === 0xff)) return { bytes, from: null };
  const units = (bytes.length - 2) >> 1;
  const out = new Uint8Array(units * 3);
  const low = little ? 2 : 3;
  let length = 0;
  for (let i = 0; i < units; i++) {
    const unit = bytes[low + 2 * i] | (bytes[(low ^ 1) + 2 * i] << 8);
    // Dumps are ASCII but for the odd label; surrogate pairs become the replacement character, one for each half.
    const code = unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit;
    if (code < 0x80) out[length++] = code;
    else if (code < 0x800) {
      out[length++] = 0xc0 | (code >> 6);
      out[length++] = 0x80 | (code & 63);
    } else {
      out[length++] = 0xe0 | (code >> 12);
      out[length++] = 0x80 | ((code >> 6) & 63);
      out[length++] = 0x80 | (code & 63);
    }
  }
  return { bytes: out.subarray(0, length), from: 'utf-16' };
}
