import { useEffect, useRef, type RefObject } from 'react';

/** Asks the parts around an element for their entries of the menu over it; each adds its own. */
const ASK = 'parkscope-entries';

/** One thing to copy: what the menu calls it, and its text when it is chosen. */
export interface Copyable {
  readonly title: string;
  readonly text: () => string;
}

/** An entry of the menu: something to copy, or something else that can be done. */
export type MenuEntry = Copyable | { readonly title: string; readonly run: () => void };

/**
 * What Ctrl+C, the menu's Copy and `document.execCommand('copy')` give while the focus is inside an element and no text is selected; the
 * first of `copies` is that. All of them are in the menu over the element. Listens on the document: without a selection Chromium sends the
 * event to the focused element for a key, to the body for a command.
 */
export function useCopy(element: RefObject<HTMLElement | null>, copies: readonly Copyable[]): void {
  const latest = useRef(copies);
  useEffect(() => {
    latest.current = copies;
  });
  useEffect(() => {
    const onCopy = (event: ClipboardEvent): void => {
      if (hasSelection()) return;
      const active = document.activeElement;
      if (element.current === null || !element.current.contains(active) || active instanceof HTMLInputElement) return;
      event.clipboardData?.setData('text/plain', latest.current[0]?.text() ?? '');
      event.preventDefault();
    };
    document.addEventListener('copy', onCopy);
    return () => document.removeEventListener('copy', onCopy);
  }, [element]);
  // Read when it is chosen: the row under the pointer is selected by then.
  useMenuEntries(
    element,
    copies.map(({ title }, index) => ({ title, text: () => latest.current[index]?.text() ?? '' })),
  );
}

/** Entries of the menu over an element. */
export function useMenuEntries(element: RefObject<HTMLElement | null>, entries: readonly MenuEntry[]): void {
  const latest = useRef(entries);
  useEffect(() => {
    latest.current = entries;
  });
  useEffect(() => {
    const onAsked = (event: Event): void => {
      if (!(event instanceof CustomEvent) || !(event.target instanceof Node)) return;
      if (element.current?.contains(event.target) === true) (event.detail as MenuEntry[]).push(...latest.current);
    };
    document.addEventListener(ASK, onAsked);
    return () => document.removeEventListener(ASK, onAsked);
  }, [element]);
}

/** The entries of the parts around an element. */
export function entriesAround(element: Element): readonly MenuEntry[] {
  const detail: MenuEntry[] = [];
  element.dispatchEvent(new CustomEvent(ASK, { bubbles: true, detail }));
  return detail;
}

export function hasSelection(): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.toString() !== '';
}
