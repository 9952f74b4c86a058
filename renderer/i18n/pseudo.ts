const ACCENTED: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  A: 'Á',
  E: 'É',
  I: 'Í',
  O: 'Ó',
  U: 'Ú',
};

/**
 * The message with accents and two fifths longer, as the longest of European languages would be: `Open…` → `Ópéén…`. What stands in
 * braces is the message's syntax and stays; the texts of a plural inside stay as they are too.
 */
export function pseudo(message: string): string {
  let depth = 0;
  let due = 0;
  let out = '';
  for (const char of message) {
    if (char === '{') depth++;
    if (char === '}') depth--;
    const accented = depth === 0 ? ACCENTED[char] : undefined;
    if (depth === 0 && /\p{L}/u.test(char)) due += 0.4;
    out += accented ?? char;
    if (accented !== undefined && due >= 1) {
      const more = Math.floor(due);
      out += accented.toLowerCase().repeat(more);
      due -= more;
    }
  }
  return out;
}
