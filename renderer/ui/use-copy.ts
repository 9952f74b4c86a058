import { useEffect, useRef, type RefObject } from 'react';

/**
 * What Ctrl+C, the menu's Copy and `document.execCommand('copy')` give while the focus is inside an element and no text is selected.
 * Listens on the document: without a selection Chromium sends the event to the focused element for a key, to the body for a command.
 */
export function useCopy(element: RefObject<HTMLElement | null>, text: () => string): void {
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  });
  useEffect(() => {
    const onCopy = (event: ClipboardEvent): void => {
      const selection = document.getSelection();
      if (selection !== null && !selection.isCollapsed && selection.toString() !== '') return;
      const active = document.activeElement;
      if (element.current === null || !element.current.contains(active) || active instanceof HTMLInputElement) return;
      event.clipboardData?.setData('text/plain', latest.current());
      event.preventDefault();
    };
    document.addEventListener('copy', onCopy);
    return () => document.removeEventListener('copy', onCopy);
  }, [element]);
}
