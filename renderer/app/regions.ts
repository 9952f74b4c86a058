/** Regions of the window in the order of the focus: tabs, rail, filter, main, inspector, status. */
const ORDER = ['tabs', 'rail', 'filter', 'main', 'inspector', 'status'];
const FOCUSABLE = 'button:not(:disabled):not([tabindex="-1"]), input, select, [tabindex="0"]';

/** Moves the focus into the next region that is shown. */
export function stepRegion(by: 1 | -1): void {
  const shown = ORDER.flatMap((name) => document.querySelector<HTMLElement>(`[data-region="${name}"]`) ?? []);
  const at = shown.findIndex((region) => region.contains(document.activeElement));
  const next = shown[(at + by + shown.length) % shown.length];
  if (next === undefined) return;
  (next.querySelector<HTMLElement>(FOCUSABLE) ?? next).focus();
}
