import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, type JSX, type PointerEvent } from 'react';
import type { FlameAnswer } from '@core/api/queries';
import { nameColours } from '@core/base/box-colours';
import { themeToken } from '../ui/theme';
import { useSize } from '../ui/use-size';
import { useBoxLabels, useBoxTheme } from './box-faces';
import { FLAG_TICK, LEVEL_HEIGHT, contentHeight, flameLevels, hitTest, type FlameMode } from './flame-geometry';
import { canvasSurface, paintFlame } from './flame-painter';
import { paintPlan } from './flame-plan';
import { sceneKeeper } from './flame-scene';
import './small-flame.css';

/** Widths are asked for in steps of this, px, so that dragging an edge does not ask at each pixel; the picture is scaled meanwhile. */
const WIDTH_STEP = 64;

interface SmallFlameProps {
  /** What it shows, in one sentence. */
  readonly label: string;
  /** Null until the first answer. */
  readonly answer: FlameAnswer | null;
  readonly mode: FlameMode;
  /** The root is shown elsewhere: the picture begins with its children. */
  readonly skipRoot?: boolean;
  /** Label of the root. */
  readonly rootLabel: string;
  /** Own packages by weight: their place decides their hue. */
  readonly packages: readonly string[];
  /** Function whose boxes are outlined. */
  readonly marked: string | null;
  /** Box under the pointer; −1 = none. */
  readonly onHover: (box: number) => void;
  readonly onSelect: (name: string) => void;
  readonly onOpen: (name: string) => void;
  /** Width to lay out for, px, whenever it changes. */
  readonly onWidth: (width: number) => void;
}

/**
 * Boxes beside the view that they belong to: to be looked at and pointed at. Zoom, search, menus and the tree for keys and screen
 * readers are Flame's, which whoever shows this leads to.
 */
export function SmallFlame(props: SmallFlameProps): JSX.Element {
  const { answer, mode, skipRoot = false, rootLabel, packages, marked, onHover, onWidth } = props;
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const scroller = useRef<HTMLDivElement | null>(null);
  const [measure, size] = useSize<HTMLDivElement>();
  const attach = useCallback(
    (element: HTMLDivElement | null) => {
      scroller.current = element;
      measure(element);
    },
    [measure],
  );
  const asked = Math.ceil(size.width / WIDTH_STEP) * WIDTH_STEP;
  useEffect(() => {
    if (asked > 0) onWidth(asked);
  }, [asked, onWidth]);

  const theme = useBoxTheme();
  const labels = useBoxLabels();
  const levels = useMemo(() => (answer === null ? null : flameLevels(answer)), [answer]);
  const plan = useMemo(
    () => (levels === null ? null : paintPlan(levels, nameColours(levels.answer, packages, theme), theme)),
    [levels, packages, theme],
  );
  const row = useMemo(
    () => answer?.names.findIndex((name) => marked !== null && name.function === marked) ?? -1,
    [answer, marked],
  );
  const surface = useMemo(canvasSurface, []);
  const sceneOf = useMemo(sceneKeeper, []);
  const skipped = skipRoot ? LEVEL_HEIGHT : 0;
  const height = levels === null ? 0 : Math.max(0, contentHeight(levels) - skipped);
  const lead = mode === 'flame' ? Math.max(0, size.height - height) : -skipped;

  const paint = useCallback((): void => {
    const element = canvas.current;
    const ctx = element?.getContext('2d') ?? null;
    if (element === null || ctx === null || plan === null || size.width === 0) return;
    const dpr = window.devicePixelRatio;
    element.width = Math.round(size.width * dpr);
    element.height = Math.round(size.height * dpr);
    const all = {
      ...{ mode, width: size.width, height: size.height, dpr, labels, theme, rootLabel, marked: row },
      ...{ scrollTop: (scroller.current?.scrollTop ?? 0) - lead, font: themeToken('--ui'), selected: -1, focused: -1 },
    };
    paintFlame(ctx, surface, sceneOf(plan, all), all);
  }, [plan, size, surface, sceneOf, mode, lead, labels, theme, rootLabel, row]);
  // A flame grows up from its floor, so that is where it begins.
  useLayoutEffect(() => {
    if (mode === 'flame' && scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [mode, height, size.height]);
  useLayoutEffect(paint, [paint]);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  const boxAt = (event: { readonly clientX: number; readonly clientY: number }): number => {
    const element = scroller.current;
    if (element === null || levels === null || levels.width === 0) return -1;
    const bounds = element.getBoundingClientRect();
    const y = event.clientY - bounds.top + element.scrollTop - lead;
    const box = hitTest(levels, event.clientX - bounds.left, y, mode, size.width / levels.width);
    return box === 0 && skipRoot ? -1 : box;
  };
  /** Name of the function of a box; null for the root, ticks and what is beside boxes. */
  const nameAt = (event: { readonly clientX: number; readonly clientY: number }): string | null => {
    const box = boxAt(event);
    if (answer === null || box <= 0 || (answer.flags[box]! & FLAG_TICK) !== 0) return null;
    return answer.names[answer.name[box]!]?.function ?? null;
  };
  const hovered = useRef(-1);
  const hover = (event: PointerEvent | null): void => {
    const box = event === null ? -1 : boxAt(event);
    if (box === hovered.current) return;
    hovered.current = box;
    onHover(box);
  };

  return (
    <div
      ref={attach}
      className="small-flame"
      role="img"
      aria-label={props.label}
      onScroll={() => {
        cancelAnimationFrame(frame.current);
        frame.current = requestAnimationFrame(paint);
      }}
      onPointerMove={hover}
      onPointerLeave={() => hover(null)}
      onClick={(event) => {
        const name = nameAt(event);
        if (name !== null) props.onSelect(name);
      }}
      onDoubleClick={(event) => {
        const name = nameAt(event);
        if (name !== null) props.onOpen(name);
      }}
    >
      <div style={{ height: height + Math.max(0, lead) }} aria-hidden="true">
        <canvas ref={canvas} style={{ width: size.width, height: size.height }} />
      </div>
    </div>
  );
}
