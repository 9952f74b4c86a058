import type { JSX } from 'react';
import { t } from '../../i18n/t';
import { useKeyOf } from './bindings';
import { partsOfPress } from './press';

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
    const parts = partsOfPress(press);
    return parts.map((part) => (mac ? MAC[part] : undefined) ?? NAMES[part] ?? capital(part, parts.length > 1));
  });
}

function capital(part: string, modified: boolean): string {
  return modified && part.length === 1 ? part.toUpperCase() : part;
}

/** Whether Cmd stands where Ctrl does elsewhere. */
export function onMac(): boolean {
  return document.documentElement.dataset['platform'] === 'darwin';
}

/** A binding in words, for a tooltip: `Ctrl Shift P`. */
export function keyText(keys: string): string {
  return keyWords(keys, onMac()).join(' ');
}

export function KeyCaps({ keys }: { readonly keys: string }): JSX.Element {
  const mac = onMac();
  return (
    <span className="caps">
      {keyWords(keys, mac).map((word, index) => (
        <kbd key={index}>{word}</kbd>
      ))}
    </span>
  );
}

/** All keys of a command. `Shift+?` is how `?` is typed on most keyboards, no key of its own. */
export function Alternatives({ keys }: { readonly keys: readonly string[] }): JSX.Element {
  const shown = keys.filter((key) => !(key.startsWith('Shift+') && keys.includes(key.slice('Shift+'.length))));
  return (
    <>
      {shown.map((one, index) => (
        <span key={one}>
          {index > 0 && <span className="d2"> {t('or')} </span>}
          <KeyCaps keys={one} />
        </span>
      ))}
    </>
  );
}

/** The key that runs a command now; nothing while it has none, or `none` where a sentence needs something in its place. */
export function CommandKey({ id, none }: { readonly id: string; readonly none?: string }): JSX.Element | null {
  const keys = useKeyOf(id);
  if (keys !== null) return <KeyCaps keys={keys} />;
  return none === undefined ? null : <kbd>{none}</kbd>;
}

/** What a button does and the key that does the same, for its tooltip: `Undo (Ctrl Z)`. */
export function useHint(words: string, id: string): string {
  const keys = useKeyOf(id);
  return keys === null ? words : t('{words} ({keys})', { words, keys: keyText(keys) });
}
