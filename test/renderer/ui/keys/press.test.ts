import { describe, expect, it } from 'vitest';
import { canonicalKeys, isReserved, isTypingKey, keysCollide, pressOf } from '../../../../renderer/ui/keys/press';

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const press = (key: string, held: Partial<typeof NONE> = {}, code = '', mac = false): string | null =>
  pressOf({ key, code, ...NONE, ...held }, mac);

describe('a press', () => {
  it.each([
    ['k', { ctrlKey: true }, '$mod+k'],
    ['P', { ctrlKey: true, shiftKey: true }, '$mod+Shift+p'],
    ['G', { shiftKey: true }, 'Shift+G'],
    ['g', {}, 'g'],
    ['ArrowLeft', { altKey: true }, 'Alt+ArrowLeft'],
    ['+', { ctrlKey: true }, '$mod++'],
    [' ', { ctrlKey: true }, '$mod+Space'],
    ['F6', { shiftKey: true }, 'Shift+F6'],
    ['d', { metaKey: true }, 'Meta+d'],
  ])('%s with %o is %s', (key, held, wanted) => {
    expect(press(key, held)).toBe(wanted);
  });

  it('of a modifier alone is none', () => {
    for (const key of ['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead']) expect(press(key), key).toBeNull();
  });

  it('on macOS has Cmd for $mod, and the cap where Alt types another character', () => {
    expect(press('k', { metaKey: true }, 'KeyK', true)).toBe('$mod+k');
    expect(press('k', { ctrlKey: true }, 'KeyK', true)).toBe('Control+k');
    expect(press('†', { altKey: true }, 'KeyT', true)).toBe('Alt+KeyT');
  });
});

describe('keys that mean the same', () => {
  it('have one spelling', () => {
    expect(canonicalKeys('$mod+Tab', false)).toBe(canonicalKeys('Control+Tab', false));
    expect(canonicalKeys('$mod+Tab', true)).not.toBe(canonicalKeys('Control+Tab', true));
    expect(canonicalKeys('Shift+?', false)).toBe(canonicalKeys('?', false));
    expect(canonicalKeys('Shift+$mod+p', false)).toBe(canonicalKeys('$mod+Shift+P', false));
    expect(canonicalKeys('Shift+G', false)).not.toBe(canonicalKeys('g', false));
  });

  it('collide, and so does what begins a sequence', () => {
    expect(keysCollide('g', 'g g', false)).toBe(true);
    expect(keysCollide('v f', 'v', false)).toBe(true);
    expect(keysCollide('v f', 'v g', false)).toBe(false);
    expect(keysCollide('$mod+k', '$mod+Shift+k', false)).toBe(false);
  });
});

it('keys of the system and of editing are nobody’s', () => {
  for (const keys of ['$mod+c', '$mod+q', 'Escape', 'Tab', 'F11', '$mod++', '$mod+c k'])
    expect(isReserved(keys, false), keys).toBe(true);
  for (const keys of ['$mod+k', 'F1', 'Shift+C', 'v f']) expect(isReserved(keys, false), keys).toBe(false);
});

it('what is typed into keeps letters, arrows and Backspace', () => {
  for (const keys of ['k', 'Shift+G', 'Backspace', 'Shift+ArrowLeft', 'Home'])
    expect(isTypingKey(keys), keys).toBe(true);
  for (const keys of ['$mod+k', 'F6', 'Alt+ArrowLeft', '$mod+Backspace', 'Shift+Escape'])
    expect(isTypingKey(keys), keys).toBe(false);
});
