/** Where a key leads from a row, or null when the key does not move. `g` counts only when pressed twice (`armed`). */
export function moveTo(
  key: { readonly key: string; readonly ctrl: boolean; readonly armed: boolean },
  from: number,
  total: number,
  page: number,
): number | 'arm' | null {
  if (total === 0) return null;
  const clamp = (index: number): number => Math.min(total - 1, Math.max(0, index));
  if (key.ctrl && key.key !== 'Home' && key.key !== 'End') return null;
  switch (key.key) {
    case 'ArrowDown':
    case 'j':
      return clamp(from + 1);
    case 'ArrowUp':
    case 'k':
      return clamp(from - 1);
    case 'PageDown':
      return clamp(from + page);
    case 'PageUp':
      return clamp(from - page);
    case 'Home':
      return 0;
    case 'End':
    case 'G':
      return total - 1;
    case 'g':
      return key.armed ? 0 : 'arm';
    default:
      return null;
  }
}
