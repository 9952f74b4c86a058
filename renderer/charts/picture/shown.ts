import { useEffect, useSyncExternalStore } from 'react';
import type { FlamePictureParams, PictureFormat } from '@core/api/picture';

/** A picture on screen that can be saved. */
export interface ShownPicture {
  /** `Heap over time`. */
  readonly title: string;
  /** Its file, or what the engine draws it by. Called in the theme that it is wanted in; `document` is what it is a picture of. */
  readonly draw: (to: PictureFormat, document: string) => Promise<Uint8Array | Omit<FlamePictureParams, 'doc'>>;
}

let shown: readonly ShownPicture[] = [];
const listeners = new Set<() => void>();
let onWanted: (picture: ShownPicture, to: PictureFormat) => void = () => undefined;

function publish(next: readonly ShownPicture[]): void {
  shown = next;
  for (const listener of [...listeners]) listener();
}

/** Offers a picture for as long as the component is on screen; null = there is none now. Memoise it. */
export function useShownPicture(picture: ShownPicture | null): void {
  useEffect(() => {
    if (picture === null) return;
    publish([...shown, picture]);
    return () => publish(shown.filter((other) => other !== picture));
  }, [picture]);
}

/** The pictures on screen, in the order in which they appeared. */
export function useShownPictures(): readonly ShownPicture[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}

/** From a menu: the shell asks where to, and writes it. */
export function wantPicture(picture: ShownPicture, to: PictureFormat): void {
  onWanted(picture, to);
}

/** Who saves pictures that a menu wants. */
export function savesPictures(save: (picture: ShownPicture, to: PictureFormat) => void): void {
  onWanted = save;
}
