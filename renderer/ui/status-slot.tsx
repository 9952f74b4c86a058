import { createContext, useContext, type JSX, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

/** The two places in the status bar that belong to the shown view. */
export interface StatusSlots {
  readonly left: HTMLElement | null;
  readonly right: HTMLElement | null;
}
export const StatusSlotsContext = createContext<StatusSlots>({ left: null, right: null });

/** An item of the status bar: `44,610 goroutines in 42 groups` left, `Grouped in 96 ms` right. */
export function StatusItem({ side, children }: { side: 'left' | 'right'; children: ReactNode }): JSX.Element | null {
  const slot = useContext(StatusSlotsContext)[side];
  return slot === null ? null : createPortal(<span className="item">{children}</span>, slot);
}
