import { ContextMenu } from 'radix-ui';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { JSX, KeyboardEvent, PointerEvent, ReactNode } from 'react';
import type { FlameAnswer } from '@core/api/queries';
import { nameColours, type Colouring } from '@core/base/box-colours';
import { useBoxLabels, useBoxTheme } from '../../charts/box-faces';
import {
  FLAG_TICK,
  LEVEL_HEIGHT,
  contentHeight,
  depthOf,
  flameLevels,
  hitTest,
  levelTop,
  stepFrom,
  type FlameMode,
  type FlameStep,
} from '../../charts/flame-geometry';
import { canvasSurface, paintFlame, paintNamesAlone } from '../../charts/flame-painter';
import { paintPlan } from '../../charts/flame-plan';
import { sceneKeeper } from '../../charts/flame-scene';
import { themeToken } from '../../ui/theme';
import { useSize } from '../../ui/use-size';
import { FlameTip } from './flame-tip';
import { FlameTree } from './flame-tree';
import { useGlSurface } from './use-gl-surface';
import { t } from '../../i18n/t';

/** Ends the id of a tree before the number of a box. */
const TREE_ITEM = '-box-';
const TIP_DELAY_MS = 300;

interface FlameCanvasProps {
  /** Names the tree for screen readers: `Flame graph`. */
  readonly label: string;
  readonly answer: FlameAnswer;
  readonly mode: FlameMode;
  /** The root is shown elsewhere: the picture begins with its children. */
  readonly skipRoot?: boolean;
  /** Label of the root; `` = it is named like any box. */
  readonly rootLabel: string;
  readonly colouring: Colouring;
  /** Own packages by weight: their place decides their hue. */
  readonly packages: readonly string[];
  readonly ownModule: string;
  /** Selected box; −1 = none. */
  readonly selected: number;
  /** Selected function: all its boxes are outlined. */
  readonly marked: string | null;
  /** Box of the keyboard. */
  readonly focused: number;
  readonly onFocus: (box: number) => void;
  readonly onSelect: (box: number) => void;
  readonly onZoom: (box: number) => void;
  /** A tick was clicked, or Enter pressed on it. `x`, `y`: where, px of the pane. */
  readonly onTick: (box: number, x: number, y: number) => void;
  /** What the menu of a box offers. */
  readonly menu: (box: number) => ReactNode;
  readonly onBack: () => void;
  /** Width of the drawing, px, whenever it changes. */
  readonly onWidth: (width: number) => void;
  readonly onPainted: (ms: number) => void;
}

/** The flame graph: one canvas of the size of the pane, a spacer that scrolls, and a tree for those who do not see it. */
export function FlameCanvas(props: FlameCanvasProps): JSX.Element {
  const { answer, mode, selected, marked, focused, onWidth, onPainted, rootLabel, colouring } = props;
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
  useEffect(() => {
    if (size.width > 0) onWidth(size.width);
  }, [size.width, onWidth]);

  // Arrows work at once, as in the tables of the other views.
  const { skipRoot = false } = props;
  useEffect(() => {
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  }, []);

  const theme = useBoxTheme();
  const labels = useBoxLabels();
  const levels = useMemo(() => flameLevels(answer), [answer]);
  const plan = useMemo(
    () => paintPlan(levels, nameColours(answer, props.packages, theme, colouring), theme),
    [levels, answer, props.packages, theme, colouring],
  );
  const markedName = useMemo(
    () => (marked === null ? -1 : answer.names.findIndex((name) => name.function === marked)),
    [answer, marked],
  );

  const idPrefix = props.label.replaceAll(' ', '-') + TREE_ITEM;
  const surface = useMemo(canvasSurface, []);
  const sceneOf = useMemo(sceneKeeper, []);
  const { host, surface: byGl, state: glState } = useGlSurface();
  const skipped = skipRoot ? LEVEL_HEIGHT : 0;
  const height = Math.max(0, contentHeight(levels) - skipped);
  // Flames stand on the floor of the pane: what is left over lies above them. The root of an icicle that is skipped lies above its edge.
  const lead = mode === 'flame' ? Math.max(0, size.height - height) : -skipped;
  const [hasFocus, setHasFocus] = useState(false);

  const paint = useCallback((): void => {
    const element = canvas.current;
    const ctx = element?.getContext('2d') ?? null;
    if (element === null || ctx === null || size.width === 0) return;
    const dpr = window.devicePixelRatio;
    const [w, h] = [Math.round(size.width * dpr), Math.round(size.height * dpr)];
    if (element.width !== w || element.height !== h) {
      element.width = w;
      element.height = h;
    }
    const started = performance.now();
    const shown = {
      mode,
      width: size.width,
      height: size.height,
      scrollTop: (scroller.current?.scrollTop ?? 0) - lead,
      dpr,
      labels,
      theme,
      font: themeToken('--ui'),
      rootLabel,
      selected,
      marked: markedName,
      focused: hasFocus ? focused : -1,
    };
    const scene = sceneOf(plan, shown);
    if (byGl.current?.paint(scene, shown) === true) paintNamesAlone(ctx, scene, shown);
    else paintFlame(ctx, surface, scene, shown);
    onPainted(performance.now() - started);
  }, [
    surface,
    sceneOf,
    byGl,
    plan,
    mode,
    size,
    lead,
    labels,
    theme,
    rootLabel,
    selected,
    markedName,
    focused,
    hasFocus,
    onPainted,
  ]);
  useLayoutEffect(paint, [paint, glState]);
  const frame = useRef(0);
  const onScroll = (): void => {
    const element = scroller.current;
    if (element !== null) fromFloor.current = element.scrollHeight - element.clientHeight - element.scrollTop;
    hover(null);
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(paint);
  };
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  // The root of a flame is at the bottom, so that is where it begins.
  const placed = useRef('');
  useLayoutEffect(() => {
    const key = `${mode} ${answer.crumbs.length}`;
    if (size.height === 0 || placed.current === key || scroller.current === null) return;
    placed.current = key;
    fromFloor.current = 0;
    scroller.current.scrollTop = mode === 'flame' ? scroller.current.scrollHeight : 0;
    paint();
  }, [mode, answer.crumbs.length, size.height, paint]);

  // A pane that shrinks must not cut off the root of a flame.
  const fromFloor = useRef(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (mode !== 'flame' || element === null) return;
    element.scrollTop = element.scrollHeight - element.clientHeight - fromFloor.current;
    paint();
  }, [mode, size.height, height, paint]);

  const topOf = (box: number): number => levelTop(answer.level[box]!, depthOf(levels), mode) + lead;
  useEffect(() => {
    const element = scroller.current;
    if (!hasFocus || focused < 0 || focused >= answer.count || element === null) return;
    const top = levelTop(answer.level[focused]!, depthOf(levels), mode) + lead;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + LEVEL_HEIGHT > element.scrollTop + element.clientHeight)
      element.scrollTop = top + LEVEL_HEIGHT - element.clientHeight;
  }, [focused, hasFocus, answer, levels, mode, lead]);

  const boxAt = (event: { readonly clientX: number; readonly clientY: number }): number => {
    const element = scroller.current;
    if (element === null || size.width === 0) return -1;
    const bounds = element.getBoundingClientRect();
    const y = event.clientY - bounds.top + element.scrollTop - lead;
    const box = hitTest(levels, event.clientX - bounds.left, y, mode, size.width / levels.width);
    return box === 0 && skipRoot ? -1 : box;
  };
  const isTick = (box: number): boolean => (answer.flags[box]! & FLAG_TICK) !== 0;
  /** Middle of a box's lower edge, px of the pane; of a wide one not far from its name. */
  const placeOf = (box: number): { readonly x: number; readonly y: number } => {
    const scale = levels.width === 0 ? 1 : size.width / levels.width;
    const middle = answer.x[box]! * scale + Math.min((answer.w[box]! * scale) / 2, 60);
    return { x: middle, y: topOf(box) - (scroller.current?.scrollTop ?? 0) + LEVEL_HEIGHT };
  };
  const [menuBox, setMenuBox] = useState(-1);

  const [tip, setTip] = useState<{ readonly box: number; readonly x: number; readonly y: number } | null>(null);
  const tipTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const hovered = useRef(-1);
  const hover = (event: PointerEvent | null): void => {
    const box = event === null ? -1 : boxAt(event);
    if (canvas.current !== null) canvas.current.style.cursor = box >= 0 ? 'pointer' : 'default';
    if (box === hovered.current) return;
    hovered.current = box;
    clearTimeout(tipTimer.current);
    setTip(null);
    if (event === null || box < 0) return;
    const bounds = scroller.current?.getBoundingClientRect();
    const [x, y] = [event.clientX - (bounds?.left ?? 0), event.clientY - (bounds?.top ?? 0)];
    tipTimer.current = setTimeout(() => setTip({ box, x, y }), TIP_DELAY_MS);
  };
  useEffect(() => () => clearTimeout(tipTimer.current), []);

  const openMenu = (box: number): void => {
    const bounds = scroller.current?.getBoundingClientRect();
    if (box < 0 || bounds === undefined) return;
    const { x, y } = placeOf(box);
    const where = { clientX: bounds.left + x, clientY: bounds.top + y - LEVEL_HEIGHT / 2 };
    scroller.current?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...where }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = stepOf(event.key, mode);
    const at = focused === 0 && skipRoot ? stepFrom(levels, 0, 'child') : focused;
    if (step !== null) {
      const next = stepFrom(levels, at, step);
      props.onFocus(next === 0 && skipRoot ? at : next);
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenu(focused);
    else if (event.key === 'Enter' && focused >= 0) {
      const { x, y } = placeOf(focused);
      if (isTick(focused)) props.onTick(focused, x, y);
      else if (focused === selected) props.onZoom(focused);
      else props.onSelect(focused);
    } else if (event.key === ' ' && focused >= 0) props.onSelect(focused);
    else if (event.key === 'Backspace') props.onBack();
    else return;
    event.preventDefault();
  };

  return (
    <div className="flame-pane">
      <ContextMenu.Root modal={false}>
        <ContextMenu.Trigger asChild>
          <div
            ref={attach}
            className="flame-scroll"
            role="tree"
            tabIndex={0}
            aria-label={t('{label}, {depth} levels', { label: props.label, depth: depthOf(levels) })}
            aria-activedescendant={focused >= 0 ? idPrefix + focused : undefined}
            onFocus={(event) => setHasFocus(event.currentTarget.matches(':focus-visible'))}
            onBlur={() => setHasFocus(false)}
            onKeyDown={(event) => {
              setHasFocus(true);
              onKeyDown(event);
            }}
            onScroll={onScroll}
            onPointerMove={hover}
            onPointerLeave={() => hover(null)}
            onContextMenu={(event) => {
              const box = boxAt(event);
              setMenuBox(box);
              hover(null);
              if (box < 0) event.preventDefault();
              else if (!isTick(box)) props.onSelect(box);
            }}
            onClick={(event) => {
              const box = boxAt(event);
              const bounds = event.currentTarget.getBoundingClientRect();
              if (box < 0) return;
              hover(null);
              props.onFocus(box);
              if (isTick(box)) props.onTick(box, event.clientX - bounds.left, event.clientY - bounds.top);
              else props.onSelect(box);
            }}
            onDoubleClick={(event) => {
              const box = boxAt(event);
              if (box >= 0 && !isTick(box)) props.onZoom(box);
            }}
          >
            <div className="flame-space" style={{ height: Math.max(height + Math.max(0, lead), 1) }} aria-hidden="true">
              <div
                className="flame-sheet"
                data-drawn-by={glState === 'ready' ? 'webgl2' : 'canvas'}
                data-problem={byGl.current?.problem() ?? undefined}
                style={{ width: size.width, height: size.height }}
              >
                <canvas ref={canvas} />
                <div ref={host} />
              </div>
            </div>
            <FlameTree levels={levels} focused={focused} ownModule={props.ownModule} prefix={idPrefix} />
          </div>
        </ContextMenu.Trigger>
        {menuBox >= 0 && menuBox < answer.count && (
          <ContextMenu.Content className="menu" collisionPadding={8}>
            {props.menu(menuBox)}
          </ContextMenu.Content>
        )}
      </ContextMenu.Root>
      {tip !== null && tip.box < answer.count && (
        <FlameTip
          answer={answer}
          box={tip.box}
          ownModule={props.ownModule}
          x={tip.x}
          y={Math.max(tip.y, topOf(tip.box) - (scroller.current?.scrollTop ?? 0) + LEVEL_HEIGHT)}
          width={size.width}
          height={size.height}
        />
      )}
    </div>
  );
}

/** Arrows follow the picture: in an icicle children hang below, in a flame they stand above. */
function stepOf(key: string, mode: FlameMode): FlameStep | null {
  switch (key) {
    case 'ArrowUp':
      return mode === 'icicle' ? 'parent' : 'child';
    case 'ArrowDown':
      return mode === 'icicle' ? 'child' : 'parent';
    case 'ArrowLeft':
      return 'previous';
    case 'ArrowRight':
      return 'next';
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    default:
      return null;
  }
}
