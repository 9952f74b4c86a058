import { createContext, useContext, type JSX, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

/** The two places in the status bar that belong to the shown view. */
export interface StatusSlots {
  readonly left: HTMLElement | null;
  readonly right: HTMLElement | null;
}
interface StatusItemProps {
  readonly place: 'left' | 'selection' | 'timing';
  readonly children: ReactNode;
}

export const StatusSlotsContext = createContext<StatusSlots>({ left: null, right: null });

/**
 * An item of the status bar: `44,610 goroutines in 42 groups` left, what is selected right of it, and how long the answer took
 * (`Grouped in 96 ms`) at the far right, whatever the order in which they came.
 */
export function StatusItem({ place, children }: StatusItemProps): JSX.Element | null {
  const slots = useContext(StatusSlotsContext);
  const slot = place === 'left' ? slots.left : slots.right;
  return slot === null ? null : createPortal(<span className={`item ${place}`}>{children}</span>, slot);
}
