import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { JSX, KeyboardEvent, PointerEvent } from 'react';
import { TRACE_KINDS, type TimeRange, type TraceTimelineAnswer } from '@core/api/trace';
import { formatBytes, formatCount } from '@core/base/format';
import {
  OVERVIEW_HEIGHT,
  paintOverview,
  trackMaxima,
  TRACKS,
  type TraceTheme,
  type TrackId,
} from '../../charts/trace-painter';
import { Pictured } from '../../charts/picture/pictured';
import { drawsCanvas } from '../../charts/picture/drawers';
import { momentText, panned, rangeText, zoomed } from '../../charts/trace-scale';
import { presses } from '../../ui/keys/bindings';
import { themeToken, useThemeVersion } from '../../ui/theme';
import { followPointer, usePlot, useWheel } from '../../ui/use-plot';
import { OverviewTable } from './overview-table';
import { OverviewTip } from './overview-tip';
import { KIND_LOOK } from '../../ui/trace-kinds';
import { t } from '../../i18n/t';

interface OverviewProps {
  readonly answer: TraceTimelineAnswer;
  /** The whole trace, what the overview spans, and the chosen part; null = none. */
  readonly whole: TimeRange;
  readonly shown: TimeRange;
  readonly range: TimeRange | null;
  /** An interval to mark (a selected pause); null = none. */
  readonly mark: TimeRange | null;
  readonly onRange: (range: TimeRange | null) => void;
  readonly onZoom: (zoom: TimeRange | null) => void;
  readonly onWidth: (width: number) => void;
}

function resolveTheme(): TraceTheme {
  return {
    canvas: themeToken('--canvas'),
    line: themeToken('--line'),
    ink: themeToken('--ink'),
    ink2: themeToken('--ink-2'),
    font: themeToken('--ui'),
    kinds: TRACE_KINDS.map((kind) => ({
      colour: themeToken(`--st-${KIND_LOOK[kind].kind}`),
      texture: KIND_LOOK[kind].texture,
    })),
    run: themeToken('--st-run'),
    runnable: themeToken('--st-runnable'),
    gc: themeToken('--st-gc'),
  };
}

/** All tracks on one clock, with a brush: a drag chooses a part, its edges are sliders, Ctrl+wheel zooms. Alt+T shows numbers. */
export function Overview(props: OverviewProps): JSX.Element {
  const { answer, whole, shown, mark, onWidth } = props;
  // While it is dragged the part is only drawn; where the drag ends it is chosen.
  const [draft, setDraft] = useState<{ readonly range: TimeRange | null } | null>(null);
  const range = draft === null ? props.range : draft.range;
  const settle = (): void =>
    setDraft((now) => {
      if (now !== null) queueMicrotask(() => props.onRange(now.range));
      return null;
    });
  const { plot, attach, width, localX } = usePlot(onWidth);
  const [asTable, setAsTable] = useState(false);
  const maxima = useMemo(() => trackMaxima(answer), [answer]);
  const span = Math.max(1, shown.toNs - shown.fromNs);
  const xOf = (ns: number): number => ((ns - shown.fromNs) / span) * width;
  const nsAt = (x: number): number =>
    Math.round(shown.fromNs + (Math.min(width, Math.max(0, x)) / Math.max(1, width)) * span);

  const [cursor, setCursor] = useState<number | null>(null);
  const onDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    const from = localX(event);
    followPointer(
      event,
      (next) => setDraft({ range: rangeBetween(nsAt(from), nsAt(localX(next))) }),
      (dragged) => {
        if (dragged) settle();
        else props.onRange(null);
      },
    );
  };

  useWheel(plot, asTable, (event) => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      props.onZoom(zoomed(whole, shown, nsAt(localX(event)), event.deltaY > 0 ? 1.4 : 1 / 1.4));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      const moved = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
      props.onZoom(span >= whole.toNs - whole.fromNs ? null : panned(whole, shown, Math.sign(moved) * 0.1));
    }
  });

  const at = cursor === null || width === 0 ? null : nsAt(cursor);
  const bucket = at === null ? -1 : Math.floor((at - answer.range.fromNs) / answer.bucketNs);
  const chosen = range === null ? null : { from: xOf(range.fromNs), to: xOf(range.toNs) };
  return (
    <Pictured title={t('Trace timeline')} lines={[rangeText(shown)]} ready={!asTable && width > 0}>
      <div
        className="overview"
        onKeyDown={(event) => {
          if (!presses(event.nativeEvent, 'metrics.table')) return;
          event.preventDefault();
          setAsTable(!asTable);
        }}
      >
        <div className="gutter">
          <span className="d2 all">{rangeText(shown)}</span>
          {TRACKS.map(({ id, title, top, height }) => (
            <span key={id} className="track" style={{ top, height }}>
              <span>{t(title)}</span>
              <b>{trackText(answer, maxima, id, bucket)}</b>
            </span>
          ))}
        </div>
        {asTable ? (
          <OverviewTable answer={answer} />
        ) : (
          <div
            ref={attach}
            className="plot"
            title={cursor === null ? t('Drag to choose a part; Ctrl+wheel zooms; Alt+T shows the numbers') : undefined}
            onPointerDown={onDown}
            onPointerMove={(event) => setCursor(localX(event))}
            onPointerLeave={() => setCursor(null)}
            onDoubleClick={() => props.onZoom(range)}
          >
            <Canvas answer={answer} maxima={maxima} shown={shown} width={width} />
            {mark !== null && (
              <span
                className="mark"
                style={{ left: Math.max(0, xOf(mark.fromNs)), width: Math.max(2, xOf(mark.toNs) - xOf(mark.fromNs)) }}
              />
            )}
            {chosen !== null && (
              <>
                <span className="dimmed" style={{ left: 0, width: Math.max(0, chosen.from) }} />
                <span className="dimmed" style={{ left: Math.max(0, chosen.to), right: 0 }} />
              </>
            )}
            {cursor !== null && <span className="cursor" style={{ left: cursor }} />}
            {width > 0 &&
              (['fromNs', 'toNs'] as const).map((edge) => (
                <Edge
                  key={edge}
                  edge={edge}
                  {...{ whole, shown, range, width }}
                  onRange={props.onRange}
                  onDrag={(next) => setDraft({ range: next })}
                  onDragged={settle}
                  nsAt={nsAt}
                  plot={plot}
                />
              ))}
            {cursor !== null && bucket >= 0 && bucket < answer.width && (
              <OverviewTip
                answer={answer}
                bucket={bucket}
                x={cursor}
                width={width}
                at={momentText(at ?? 0, shown.toNs, answer.bucketNs)}
              />
            )}
          </div>
        )}
      </div>
    </Pictured>
  );
}

const rangeBetween = (a: number, b: number): TimeRange => ({ fromNs: Math.min(a, b), toNs: Math.max(a, b) });

/** What a track shows at the cursor, or its largest value. */
function trackText(
  answer: TraceTimelineAnswer,
  maxima: Readonly<Record<TrackId, number>>,
  id: TrackId,
  bucket: number,
): string {
  const here = bucket >= 0 && bucket < answer.width;
  const mean = (value: number): string => (value > 0 && value < 10 ? value.toFixed(1) : formatCount(value));
  switch (id) {
    case 'states': {
      if (!here) return `≤ ${formatCount(Math.ceil(maxima.states))}`;
      return mean(answer.states.reduce((sum, column) => sum + column[bucket]!, 0));
    }
    case 'queue':
      return here ? mean(answer.runQueue[bucket]!) : `≤ ${formatCount(Math.ceil(maxima.queue))}`;
    case 'procs':
      return here
        ? t('{running} of {all}', { running: mean(answer.procs[bucket]!), all: answer.procCount })
        : t('of {all}', { all: formatCount(answer.procCount) });
    case 'heap': {
      if (maxima.heap === 0) return t('none reported');
      const bytes = here ? answer.heap[bucket]! : maxima.heap;
      return Number.isNaN(bytes) ? '?' : `${here ? '' : '≤ '}${formatBytes(bytes)}`;
    }
    case 'gc': {
      const cycles = answer.gc.length + answer.folded.gc;
      const pauses = answer.stw.length + answer.folded.stw;
      return t('{cycles}, STW {pauses}', { cycles: formatCount(cycles), pauses: formatCount(pauses) });
    }
  }
}

function Canvas(props: {
  readonly answer: TraceTimelineAnswer;
  readonly maxima: Readonly<Record<TrackId, number>>;
  readonly shown: TimeRange;
  readonly width: number;
}): JSX.Element {
  const { answer, maxima, shown, width } = props;
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const version = useThemeVersion();
  const theme = useMemo(() => {
    void version;
    return resolveTheme();
  }, [version]);
  useLayoutEffect(() => {
    const element = canvas.current;
    const ctx = element?.getContext('2d') ?? null;
    if (element === null || ctx === null || width === 0) return;
    const dpr = window.devicePixelRatio;
    element.width = Math.round(width * dpr);
    element.height = Math.round(OVERVIEW_HEIGHT * dpr);
    paintOverview(ctx, { answer, maxima, shown, width, dpr, theme });
    drawsCanvas(element, (other, scale) => paintOverview(other, { answer, maxima, shown, width, dpr: scale, theme }));
  }, [answer, maxima, shown, width, theme]);
  return <canvas ref={canvas} aria-hidden="true" style={{ width, height: OVERVIEW_HEIGHT }} />;
}

/** One end of the chosen part: dragged, or moved by arrows (Shift: ten times as far). At the ends of the trace nothing is chosen. */
function Edge(props: {
  readonly edge: 'fromNs' | 'toNs';
  readonly whole: TimeRange;
  readonly shown: TimeRange;
  readonly range: TimeRange | null;
  readonly width: number;
  readonly onRange: (range: TimeRange | null) => void;
  readonly onDrag: (range: TimeRange | null) => void;
  readonly onDragged: () => void;
  readonly nsAt: (x: number) => number;
  readonly plot: { readonly current: HTMLDivElement | null };
}): JSX.Element | null {
  const { edge, whole, shown, width, plot } = props;
  const range = props.range ?? whole;
  const at = range[edge];
  const span = shown.toNs - shown.fromNs;
  const x = ((at - shown.fromNs) / Math.max(1, span)) * width;
  const movedTo = (to: number): TimeRange | null => {
    const moved = Math.round(Math.min(whole.toNs, Math.max(whole.fromNs, to)));
    const next =
      edge === 'fromNs'
        ? { ...range, fromNs: Math.min(moved, range.toNs) }
        : { ...range, toNs: Math.max(moved, range.fromNs) };
    return next.fromNs <= whole.fromNs && next.toNs >= whole.toNs ? null : next;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = span * (event.shiftKey ? 0.1 : 0.01);
    const target: Readonly<Record<string, number>> = {
      ArrowLeft: at - step,
      ArrowDown: at - step,
      ArrowRight: at + step,
      ArrowUp: at + step,
      PageDown: at - span * 0.1,
      PageUp: at + span * 0.1,
      Home: whole.fromNs,
      End: whole.toNs,
    };
    const to = target[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    props.onRange(movedTo(to));
  };
  const onDown = (event: PointerEvent<HTMLButtonElement>): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const drag = (next: globalThis.PointerEvent): void =>
      props.onDrag(movedTo(props.nsAt(next.clientX - (plot.current?.getBoundingClientRect().left ?? 0))));
    const stop = (): void => {
      handle.removeEventListener('pointermove', drag);
      handle.removeEventListener('lostpointercapture', stop);
      props.onDragged();
    };
    handle.addEventListener('pointermove', drag);
    handle.addEventListener('lostpointercapture', stop);
  };
  const outside = x < -1 || x > width + 1;
  return (
    <button
      type="button"
      role="slider"
      className={`edge ${edge === 'fromNs' ? 'from' : 'to'}${props.range === null ? ' idle' : ''}${outside ? ' outside' : ''}`}
      aria-label={edge === 'fromNs' ? t('Begin of the chosen part') : t('End of the chosen part')}
      aria-valuemin={whole.fromNs / 1e6}
      aria-valuemax={whole.toNs / 1e6}
      aria-valuenow={at / 1e6}
      aria-valuetext={momentText(at, whole.toNs, Math.max(1, span / 1000))}
      style={{ left: Math.min(width, Math.max(0, x)) }}
      onKeyDown={onKeyDown}
      onPointerDown={onDown}
    />
  );
}
