/** Where a key leads from a row, or null when the key does not move. Letters are commands (`ui/keys/part-commands.ts`). */
export function moveTo(
  key: { readonly key: string; readonly ctrl: boolean },
  from: number,
  total: number,
  page: number,
): number | null {
  if (total === 0) return null;
  const clamp = (index: number): number => Math.min(total - 1, Math.max(0, index));
  if (key.ctrl && key.key !== 'Home' && key.key !== 'End') return null;
  switch (key.key) {
    case 'ArrowDown':
      return clamp(from + 1);
    case 'ArrowUp':
      return clamp(from - 1);
    case 'PageDown':
      return clamp(from + page);
    case 'PageUp':
      return clamp(from - page);
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}
