import { useSettings } from './settings';

/** How flame graphs are drawn: `auto` is WebGL2 where a graphics card does it, else the 2D canvas. */
export const DRAWINGS = ['auto', 'canvas', 'webgl2'] as const;
export type Drawing = (typeof DRAWINGS)[number];

/** Among the sizes and switches that the host keeps. */
const KEY = 'flame.drawing';

export function useDrawing(): [Drawing, (drawing: Drawing) => void] {
  const stored = useSettings((s) => s.layout[KEY]);
  const setLayout = useSettings((s) => s.setLayout);
  return [DRAWINGS.find((drawing) => drawing === stored) ?? 'auto', (drawing) => setLayout(KEY, drawing)];
}
