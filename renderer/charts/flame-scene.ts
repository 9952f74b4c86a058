import type { BoxLabels } from '@core/base/box-label';
import type { BoxTheme } from '@core/base/box-colours';
import type { FlameMode } from './flame-geometry';
import { flameRects, frameRects, type FlameMarks, type FlameRects, type RectSize, type RectWords } from './flame-rects';
import type { PaintPlan } from './flame-plan';

/** What of a picture is in sight. */
interface FlameSight {
  readonly mode: FlameMode;
  /** Size of the canvas, CSS px. */
  readonly width: number;
  readonly height: number;
  /** Upper edge of what is shown, px of the drawing; negative leaves room above it. */
  readonly scrollTop: number;
  readonly dpr: number;
}

/** How names are written. */
interface FlameNames {
  readonly labels: BoxLabels;
  /** Font families of labels. */
  readonly font: string;
  /** Label of an unzoomed root; `` = it is named like any box. */
  readonly rootLabel: string;
}

export interface FrameOptions extends FlameSight, FlameMarks, FlameNames {
  readonly theme: BoxTheme;
}

/** What is drawn, whoever draws it and wherever it is scrolled to. */
export interface FlameScene {
  readonly plan: PaintPlan;
  readonly rects: FlameRects;
  /** Frames, above the rectangles and below the names. */
  readonly frames: RectWords;
}

/** Makes scenes and keeps what stays the same from one to the next, so that panning makes nothing and a selection only frames. */
export function sceneKeeper(): (
  plan: PaintPlan,
  o: RectSize & FlameMarks & { readonly theme: BoxTheme },
) => FlameScene {
  let known: { readonly scene: FlameScene; readonly size: RectSize; readonly marks: FlameMarks } | null = null;
  return (plan, { width, dpr, theme, selected, marked, focused }) => {
    const same = known?.scene.plan === plan && known.size.width === width && known.size.dpr === dpr ? known : null;
    const marks = same?.marks;
    if (same !== null && marks?.selected === selected && marks.marked === marked && marks.focused === focused)
      return same.scene;
    const [size, next] = [
      { width, dpr },
      { selected, marked, focused },
    ];
    const rects = same?.scene.rects ?? flameRects(plan, size, theme);
    const scene = { plan, rects, frames: frameRects(plan, size, theme, next) };
    known = { scene, size, marks: next };
    return scene;
  };
}
