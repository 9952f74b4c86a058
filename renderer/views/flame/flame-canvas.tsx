import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { JSX, KeyboardEvent, MouseEvent, PointerEvent } from 'react';
import type { FlameAnswer } from '@core/api/queries';
import { formatValue } from '@core/base/format';
import { BoxLabels } from '../../charts/box-label';
import { flameTheme, nameColours } from '../../charts/flame-colours';
import {
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
import { canvasSurface, labelFont, paintFlame } from '../../charts/flame-painter';
import { paintPlan } from '../../charts/flame-rows';
import { themeToken, useThemeVersion } from '../../ui/theme';
import { useSize } from '../../ui/use-size';
import { FlameTip } from './flame-tip';
import { FlameTree, TREE_ITEM } from './flame-tree';
import { useFontsReady } from './use-fonts-ready';

const TIP_DELAY_MS = 300;

interface FlameCanvasProps {
  readonly answer: FlameAnswer;
  readonly mode: FlameMode;
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
  readonly onBack: () => void;
  /** Width of the drawing, px, whenever it changes. */
  readonly onWidth: (width: number) => void;
  readonly onPainted: (ms: number) => void;
}

/** The flame graph: one canvas of the size of the pane, a spacer that scrolls, and a tree for those who do not see it. */
export function FlameCanvas(props: FlameCanvasProps): JSX.Element {
  const { answer, mode, selected, marked, focused, onWidth, onPainted } = props;
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
  useEffect(() => {
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  }, []);

  const themeVersion = useThemeVersion();
  const fonts = useFontsReady();
  const theme = useMemo(() => {
    void themeVersion;
    return flameTheme(themeToken);
  }, [themeVersion]);
  const labels = useMemo(() => {
    void fonts;
    const ctx = document.createElement('canvas').getContext('2d');
    const family = themeToken('--ui');
    return new BoxLabels((text, strong) => {
      if (ctx === null) return text.length * 7;
      ctx.font = labelFont(family, strong);
      return ctx.measureText(text).width;
    });
  }, [fonts]);
  const levels = useMemo(() => flameLevels(answer), [answer]);
  const plan = useMemo(
    () => paintPlan(levels, nameColours(answer, props.packages, theme), theme),
    [levels, answer, props.packages, theme],
  );
  const markedName = useMemo(
    () => (marked === null ? -1 : answer.names.findIndex((name) => name.function === marked)),
    [answer, marked],
  );

  const surface = useMemo(canvasSurface, []);
  const height = contentHeight(levels);
  // Flames stand on the floor of the pane: what is left over lies above them.
  const lead = mode === 'flame' ? Math.max(0, size.height - height) : 0;
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
    paintFlame(ctx, surface, plan, {
      mode,
      width: size.width,
      height: size.height,
      scrollTop: (scroller.current?.scrollTop ?? 0) - lead,
      dpr,
      labels,
      theme,
      font: themeToken('--ui'),
      rootLabel: answer.crumbs.length <= 1 ? `all  ${formatValue(answer.total, answer.sampleType.unit)}` : '',
      selected,
      marked: markedName,
      focused: hasFocus ? focused : -1,
    });
    onPainted(performance.now() - started);
  }, [surface, plan, mode, size, lead, labels, theme, answer, selected, markedName, focused, hasFocus, onPainted]);
  useLayoutEffect(paint, [paint]);
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

  const boxAt = (event: MouseEvent): number => {
    const element = scroller.current;
    if (element === null || size.width === 0) return -1;
    const bounds = element.getBoundingClientRect();
    const y = event.clientY - bounds.top + element.scrollTop - lead;
    return hitTest(levels, event.clientX - bounds.left, y, mode, size.width / levels.width);
  };

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

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = stepOf(event.key, mode);
    if (step !== null) props.onFocus(stepFrom(levels, focused, step));
    else if (event.key === 'Enter' && focused >= 0) {
      if (focused === selected) props.onZoom(focused);
      else props.onSelect(focused);
    } else if (event.key === ' ' && focused >= 0) props.onSelect(focused);
    else if (event.key === 'Backspace') props.onBack();
    else return;
    event.preventDefault();
  };

  return (
    <div className="flame-pane">
      <div
        ref={attach}
        className="flame-scroll"
        role="tree"
        tabIndex={0}
        aria-label={`Flame graph, ${depthOf(levels)} levels`}
        aria-activedescendant={focused >= 0 ? TREE_ITEM + focused : undefined}
        onFocus={(event) => setHasFocus(event.currentTarget.matches(':focus-visible'))}
        onBlur={() => setHasFocus(false)}
        onKeyDown={(event) => {
          setHasFocus(true);
          onKeyDown(event);
        }}
        onScroll={onScroll}
        onPointerMove={hover}
        onPointerLeave={() => hover(null)}
        onClick={(event) => {
          const box = boxAt(event);
          if (box >= 0) props.onSelect(box);
        }}
        onDoubleClick={(event) => {
          const box = boxAt(event);
          if (box >= 0) props.onZoom(box);
        }}
      >
        <div className="flame-space" style={{ height: Math.max(height + lead, 1) }} aria-hidden="true">
          <canvas ref={canvas} style={{ width: size.width, height: size.height }} />
        </div>
        <FlameTree levels={levels} focused={focused} ownModule={props.ownModule} />
      </div>
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
