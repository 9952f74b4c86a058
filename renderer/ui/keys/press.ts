/** The parts of one press in tinykeys notation: `$mod+Shift+p` → `$mod`, `Shift`, `p`; a plus can be the key itself. */
export function partsOfPress(press: string): readonly string[] {
  return press.split(/\b\+/);
}

const MODIFIERS = ['Control', 'Alt', 'Shift', 'Meta'] as const;

/**
 * What a key event is in tinykeys notation: `$mod+k`, `Shift+G`, `Alt+ArrowLeft`. Null while only a modifier is held. `$mod` is Cmd on macOS
 * and Ctrl elsewhere, so that keys stay right when settings are taken along.
 */
export function pressOf(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  mac: boolean,
): string | null {
  if (['Control', 'Alt', 'Shift', 'Meta', 'AltGraph', 'Dead', 'Process', 'Unidentified'].includes(event.key))
    return null;
  const command = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  const modifiers = [
    ...(command ? ['$mod'] : []),
    ...(other ? [mac ? 'Control' : 'Meta'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey ? ['Shift'] : []),
  ];
  return [...modifiers, keyOf(event)].join('+');
}

function keyOf({
  key,
  code,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  // A space separates the presses of a sequence.
  if (key === ' ') return 'Space';
  if ([...key].length > 1) return key;
  // With Alt some layouts type another character than the cap shows.
  if (altKey && !/^[\x21-\x7e]$/.test(key)) return code;
  return shiftKey && !ctrlKey && !metaKey && !altKey ? key.toUpperCase() : key.toLowerCase();
}

/**
 * One spelling for all that mean the same presses: `Control+Tab` and `$mod+Tab`, `?` and `Shift+?` (which character it is says already that
 * Shift was held).
 */
export function canonicalKeys(keys: string, mac: boolean): string {
  return keys
    .split(' ')
    .map((press) => {
      const parts = partsOfPress(press);
      const key = (parts.at(-1) ?? '').toLowerCase();
      const held = new Set(parts.slice(0, -1).map((part) => (part === '$mod' ? (mac ? 'Meta' : 'Control') : part)));
      if ([...key].length === 1 && key.toUpperCase() === key) held.delete('Shift');
      return [...MODIFIERS.filter((modifier) => held.has(modifier)), key].join('+');
    })
    .join(' ');
}

/** Whether two bindings cannot both work: they are the same, or one begins the other (`g` and `g g`). */
export function keysCollide(a: string, b: string, mac: boolean): boolean {
  const [one, other] = [canonicalKeys(a, mac), canonicalKeys(b, mac)];
  return one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `);
}

/** A binding of one press without Ctrl, Alt, Cmd or a named key, or a sequence of them. These can be switched off. */
export function isLetterKey(keys: string): boolean {
  return keys.split(' ').every((press) => {
    const parts = partsOfPress(press);
    return [...(parts.at(-1) ?? '')].length === 1 && parts.slice(0, -1).every((modifier) => modifier === 'Shift');
  });
}

const EDITING = new Set(['Backspace', 'Delete', 'Home', 'End', 'PageUp', 'PageDown', 'Space', 'Enter']);

/** Keys that belong to what is typed into while it has the focus, whatever command has them. */
export function isTypingKey(keys: string): boolean {
  if (isLetterKey(keys)) return true;
  return keys.split(' ').some((press) => {
    const parts = partsOfPress(press);
    const plain = parts.slice(0, -1).every((modifier) => modifier === 'Shift');
    const key = parts.at(-1) ?? '';
    return plain && (EDITING.has(key) || key.startsWith('Arrow'));
  });
}

/** Keys of the system, of the window and of editing (ui.md §8): no command may have them. */
const RESERVED = [
  ...['Escape', 'Enter', 'Tab', 'Shift+Tab', 'Space', 'F11', 'Alt+F4', 'ContextMenu', 'Shift+F10'],
  ...['c', 'x', 'v', 'a', 'q', '0', '-', '=', '+', 'Shift+=', 'Shift++'].map((key) => `$mod+${key}`),
];

export function isReserved(keys: string, mac: boolean): boolean {
  const wanted = canonicalKeys(keys, mac);
  return RESERVED.some((one) => canonicalKeys(one, mac) === wanted || wanted.startsWith(`${canonicalKeys(one, mac)} `));
}
