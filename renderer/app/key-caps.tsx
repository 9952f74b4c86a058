import type { JSX } from 'react';

const NAMES: Readonly<Record<string, string>> = {
  $mod: 'Ctrl',
  Control: 'Ctrl',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};
const MAC: Readonly<Record<string, string>> = { $mod: '⌘', Alt: '⌥', Shift: '⇧' };

/** A binding in tinykeys notation as caps: `$mod+Shift+p` → Ctrl Shift P; sequences one after the other. */
export function keyWords(keys: string, mac: boolean): readonly string[] {
  return keys.split(' ').flatMap((press) => {
    const parts = press === '+' ? ['+'] : press.split('+');
    return parts.map((part) => (mac ? MAC[part] : undefined) ?? NAMES[part] ?? capital(part, parts.length > 1));
  });
}

function capital(part: string, modified: boolean): string {
  return modified && part.length === 1 ? part.toUpperCase() : part;
}

export function KeyCaps({ keys }: { readonly keys: string }): JSX.Element {
  const mac = document.documentElement.dataset['platform'] === 'darwin';
  return (
    <span className="caps">
      {keyWords(keys, mac).map((word, index) => (
        <kbd key={index}>{word}</kbd>
      ))}
    </span>
  );
}
