import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { JSX, PointerEvent } from 'react';
import type { LiveAnswer } from '@core/api/live';
import { formatCount } from '@core/base/format';
import { liveHeight, paintLive, type LiveTheme } from '../../charts/live-painter';
import {
  clockText,
  LEAST_HEIGHT,
  layoutLive,
  LIVE_TRACKS,
  steadyOrder,
  type LiveLayout,
} from '../../charts/live-scale';
import { drawsCanvas } from '../../charts/picture/drawers';
import { Pictured } from '../../charts/picture/pictured';
import { scalesOf } from '../../charts/live-scales';
import type { LiveShown } from '../../state/live';
import { presses } from '../../ui/keys/bindings';
import { STATE_KINDS, stateKind, stateTexture } from '../../ui/state-glyph';
import { themeToken, useThemeVersion } from '../../ui/theme';
import { followPointer, usePlot, useWheel } from '../../ui/use-plot';
import { useSize } from '../../ui/use-size';
import { Cursor } from './cursor';
import { Gutter } from './gutter';
import { Marks } from './marks';
import { TracksTable } from './tracks-table';
import { emptyTracks, rate } from './words';
import { t } from '../../i18n/t';

/** For `performance`: what drawing takes. */
const PAINT = 'parkscope live paint';

interface TracksProps {
  readonly answer: LiveAnswer;
  readonly shown: LiveShown;
  readonly onCursor: (atMs: number | null) => void;
  readonly onRange: (range: { readonly fromMs: number; readonly toMs: number }) => void;
  readonly onSpan: (factor: number) => void;
  /** px of the drawing. */
  readonly onWidth: (width: number) => void;
  readonly onFinding: (finding: string | null) => void;
}

function resolveTheme(): LiveTheme {
  const states = Object.fromEntries(
    STATE_KINDS.map((kind) => [kind, { colour: themeToken(`--st-${kind}`), texture: stateTexture(kind) }]),
  ) as LiveTheme['states'];
  return {
    canvas: themeToken('--canvas'),
    line: themeToken('--line'),
    line2: themeToken('--line-2'),
    ink: themeToken('--ink'),
    ink2: themeToken('--ink-2'),
    accent: themeToken('--accent'),
    heap: themeToken('--std'),
    stacks: themeToken('--st-send'),
    gc: themeToken('--st-gc'),
    limit: themeToken('--ink-3'),
    font: themeToken('--ui'),
    heat: Array.from({ length: 9 }, (_, step) => themeToken(`--h${step}`)),
    states,
  };
}

/** Goroutine states, heap, pauses, channels and scheduler on one clock and one cursor. Alt+T shows numbers. */
export function Tracks(props: TracksProps): JSX.Element {
  const { answer, shown, onWidth } = props;
  const [measureBox, { height }] = useSize<HTMLDivElement>();
  const { plot, attach, width, localX } = usePlot(onWidth);
  const layout = useMemo(() => layoutLive(Math.max(LEAST_HEIGHT, height)), [height]);
  const [asTable, setAsTable] = useState(false);

  // The order of the states follows what it was, so that rows and areas do not change places.
  const before = useRef<readonly string[]>([]);
  const states = useMemo(() => {
    const order = steadyOrder(before.current, answer.states);
    return order.flatMap((name) => answer.states.find((track) => track.name === name) ?? []);
  }, [answer.states]);
  useEffect(() => {
    before.current = states.map(({ name }) => name);
  }, [states]);

  const span = Math.max(1, answer.toMs - answer.fromMs);
  const msAt = (x: number): number => answer.fromMs + (Math.min(width, Math.max(0, x)) / Math.max(1, width)) * span;
  const xOf = (ms: number): number => ((ms - answer.fromMs) / span) * width;
  const [hover, setHover] = useState<number | null>(null);
  const [draft, setDraft] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const onDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    const from = localX(event);
    // The tracks move on while the button is down: what was pressed is a moment, not a place.
    const fromMs = msAt(from);
    let to = from;
    followPointer(
      event,
      (next) => {
        to = localX(next);
        setDraft({ from, to });
      },
      (dragged) => {
        setDraft(null);
        if (!dragged) return props.onCursor(fromMs);
        const toMs = msAt(to);
        props.onRange({ fromMs: Math.min(fromMs, toMs), toMs: Math.max(fromMs, toMs) });
      },
    );
  };
  useWheel(plot, asTable, (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    props.onSpan(event.deltaY > 0 ? 1 : -1);
  });

  const column = hover === null || width === 0 ? null : Math.floor((msAt(hover) - answer.fromMs) / answer.stepMs);
  const { byTrack } = useMemo(() => emptyTracks(answer), [answer]);
  const { goroutines } = answer;
  return (
    <div
      ref={measureBox}
      className="lv-tracks"
      onKeyDown={(event) => {
        if (!presses(event.nativeEvent, 'metrics.table')) return;
        event.preventDefault();
        setAsTable(!asTable);
      }}
    >
      {asTable ? (
        <TracksTable answer={answer} states={states} onBack={() => setAsTable(false)} />
      ) : (
        <Pictured
          title={t('The process over time')}
          lines={[`${clockText(msAt(0), answer.stepMs)} – ${clockText(msAt(width), answer.stepMs)}`]}
          ready={width > 0}
        >
          <div className="lv-drawn" style={{ height: liveHeight(layout) }}>
            <Gutter answer={answer} layout={layout} states={states} column={column} />
            <div
              ref={attach}
              className="lv-plot"
              onPointerDown={onDown}
              onPointerMove={(event) => setHover(localX(event))}
              onPointerLeave={() => setHover(null)}
            >
              <Canvas
                answer={answer}
                layout={layout}
                states={states}
                width={width}
                cursorX={shown.cursorMs === null ? null : Math.min(width, Math.max(0, Math.round(xOf(shown.cursorMs))))}
              />
              {LIVE_TRACKS.map((id) => {
                const text = byTrack[id];
                const box = layout.boxes[id];
                return text === undefined ? null : (
                  <p key={id} className="lv-missing" style={{ top: box.top, height: box.height }}>
                    <span>{text}</span>
                  </p>
                );
              })}
              {answer.channels.length > 0 && <HeatLegend top={layout.boxes.channels.top} />}
              <b className="lv-total">
                {goroutines.perMinute === null
                  ? formatCount(goroutines.at)
                  : t('{count}, {rate}/min', { count: formatCount(goroutines.at), rate: rate(goroutines.perMinute) })}
              </b>
              <Marks answer={answer} xOf={xOf} width={width} box={layout.boxes.states} onFinding={props.onFinding} />
              {draft !== null && (
                <span
                  className="lv-draft"
                  style={{
                    left: Math.min(draft.from, draft.to),
                    width: Math.abs(draft.to - draft.from),
                    height: layout.axisTop,
                  }}
                />
              )}
              {hover !== null && draft === null && (
                <span className="lv-hover" style={{ left: hover, height: layout.axisTop }}>
                  <span className="at">{clockText(msAt(hover), answer.stepMs)}</span>
                </span>
              )}
              {width > 0 && (
                <Cursor
                  answer={answer}
                  shown={shown}
                  xOf={xOf}
                  width={width}
                  top={layout.axisTop}
                  onCursor={props.onCursor}
                />
              )}
            </div>
          </div>
        </Pictured>
      )}
    </div>
  );
}

function Canvas(props: {
  readonly answer: LiveAnswer;
  readonly layout: LiveLayout;
  readonly states: readonly LiveAnswer['states'][number][];
  readonly width: number;
  readonly cursorX: number | null;
}): JSX.Element {
  const { answer, layout, states, width, cursorX } = props;
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const version = useThemeVersion();
  const theme = useMemo(() => {
    void version;
    return resolveTheme();
  }, [version]);
  const height = liveHeight(layout);
  useLayoutEffect(() => {
    const element = canvas.current;
    const ctx = element?.getContext('2d') ?? null;
    if (element === null || ctx === null || width === 0) return;
    const start = performance.now();
    const dpr = window.devicePixelRatio;
    const [w, h] = [Math.round(width * dpr), Math.round(height * dpr)];
    // Setting a size clears the canvas, even to what it is.
    if (element.width !== w) element.width = w;
    if (element.height !== h) element.height = h;
    // The largest lies on top, under its own line.
    const stack = states.map((track) => ({ track, kind: stateKind(track.operation, track.title) })).reverse();
    const frame = { answer, layout, scales: scalesOf(answer), stack, cursorX, width, theme };
    paintLive(ctx, { ...frame, dpr });
    drawsCanvas(element, (other, scale) => paintLive(other, { ...frame, dpr: scale }));
    performance.measure(PAINT, { start, end: performance.now() });
    performance.clearMeasures(PAINT);
  }, [answer, layout, states, cursorX, width, height, theme]);
  return <canvas ref={canvas} aria-hidden="true" style={{ width, height }} />;
}

function HeatLegend({ top }: { readonly top: number }): JSX.Element {
  return (
    <span className="lv-heat" style={{ top: top + 6 }} aria-hidden="true">
      {t('empty')}
      <span>
        {Array.from({ length: 9 }, (_, step) => (
          <i key={step} style={{ background: `var(--h${step})` }} />
        ))}
      </span>
      {t('full')}
    </span>
  );
}
