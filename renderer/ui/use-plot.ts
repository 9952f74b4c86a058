import { useCallback, useEffect, useRef } from 'react';
import type { PointerEvent } from 'react';
import { useSize } from './use-size';

/** A press that moves less is a click, px. */
const DRAG_PX = 4;

/** The element that is drawn on along an axis: how wide it is, and where in it a pointer is, px. `onWidth` is told of every width. */
export function usePlot(onWidth: (width: number) => void): {
  readonly plot: { readonly current: HTMLDivElement | null };
  readonly attach: (element: HTMLDivElement | null) => void;
  readonly width: number;
  readonly localX: (event: { readonly clientX: number }) => number;
} {
  const [measure, { width }] = useSize<HTMLDivElement>();
  const plot = useRef<HTMLDivElement | null>(null);
  const attach = useCallback(
    (element: HTMLDivElement | null) => {
      plot.current = element;
      measure(element);
    },
    [measure],
  );
  useEffect(() => {
    if (width > 0) onWidth(width);
  }, [width, onWidth]);
  const localX = useCallback(
    (event: { readonly clientX: number }): number => event.clientX - (plot.current?.getBoundingClientRect().left ?? 0),
    [],
  );
  return { plot, attach, width, localX };
}

/** Follows a pointer that was pressed until it is let go. `released` hears whether it was a drag; before it is one nothing is `moved`. */
export function followPointer(
  event: PointerEvent<HTMLElement>,
  moved: (next: { readonly clientX: number }) => void,
  released: (dragged: boolean) => void,
): void {
  const { clientX, currentTarget: target, pointerId } = event;
  target.setPointerCapture(pointerId);
  let dragged = false;
  const move = (next: globalThis.PointerEvent): void => {
    dragged ||= Math.abs(next.clientX - clientX) >= DRAG_PX;
    if (dragged) moved(next);
  };
  const stop = (): void => {
    target.removeEventListener('pointermove', move);
    target.removeEventListener('lostpointercapture', stop);
    released(dragged);
  };
  target.addEventListener('pointermove', move);
  target.addEventListener('lostpointercapture', stop);
}

/** Not React's onWheel: the page must not zoom or scroll, and its listener could not prevent that. `renewed` changes with the element. */
export function useWheel(
  element: { readonly current: HTMLElement | null },
  renewed: unknown,
  onWheel: (event: WheelEvent) => void,
): void {
  const latest = useRef(onWheel);
  useEffect(() => {
    latest.current = onWheel;
  });
  useEffect(() => {
    const target = element.current;
    const listener = (event: WheelEvent): void => latest.current(event);
    target?.addEventListener('wheel', listener, { passive: false });
    return () => target?.removeEventListener('wheel', listener);
  }, [element, renewed]);
}
