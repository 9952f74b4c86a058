const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  $mod: 'CmdOrCtrl',
  Control: 'Ctrl',
  Meta: 'Super',
  '+': 'Plus',
};

/**
 * The first of a command's keys that a menu can show, as Electron writes it: `$mod+Shift+p` → `CmdOrCtrl+Shift+P`. Null where it can show
 * none: sequences (`v f`), and single characters, which the menu would take from what is typed into.
 */
export function acceleratorOf(keys: readonly string[]): string | null {
  const shown = keys.find((one) => !one.includes(' ') && [...one].length > 1);
  if (shown === undefined) return null;
  const parts = shown.split(/\b\+/);
  return parts.map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join('+');
}
