import { useRef, useState, type JSX, type KeyboardEvent, type PointerEvent } from 'react';
import { AreaChart } from '../../charts/area-chart';
import { AREA_GRID, areaAt, gapsAfter, nearest, totalAt, type AreaModel } from '../../charts/area-model';
import { areaScale, areaSentence, momentLabel } from '../../charts/area-option';
import { Pictured, type LegendEntry } from '../../charts/picture/pictured';
import { metricValue } from '../../charts/metric-text';
import { useSize } from '../../ui/use-size';
import { t } from '../../i18n/t';

export interface Range {
  readonly from: number;
  readonly to: number;
}
interface PlotProps {
  readonly model: AreaModel;
  readonly range: Range;
  readonly onRange: (range: Range) => void;
  readonly onArea: (name: string) => void;
}
/** A press that moves less is a click. */
const DRAG_PX = 4;

/** The chart with its brush: dragged with the pointer, or its two edges moved by keys. A click says which area is there. */
export function Plot({ model, range, onRange, onArea }: PlotProps): JSX.Element {
  const [measure, { width, height }] = useSize<HTMLDivElement>();
  const [hover, setHover] = useState<number | null>(null);
  const press = useRef<{ readonly x: number; readonly moment: number; dragging: boolean } | null>(null);
  const scale = areaScale(model);
  const { times, areas, gc, unit } = model;
  const plotWidth = Math.max(1, width - AREA_GRID.left - AREA_GRID.right);
  const plotHeight = Math.max(1, height - AREA_GRID.top - AREA_GRID.bottom);
  const xOf = (t: number): number => AREA_GRID.left + ((t - scale.from) / (scale.to - scale.from)) * plotWidth;
  const at = (
    event: PointerEvent<HTMLDivElement>,
  ): { readonly x: number; readonly y: number; readonly moment: number } => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left;
    const t = scale.from + ((x - AREA_GRID.left) / plotWidth) * (scale.to - scale.from);
    return { x, y: event.clientY - box.top, moment: nearest(times, t) };
  };
  const move = (event: PointerEvent<HTMLDivElement>): void => {
    const { x, moment } = at(event);
    setHover(moment);
    const began = press.current;
    if (began === null || (!began.dragging && Math.abs(x - began.x) < DRAG_PX)) return;
    began.dragging = true;
    if (moment !== began.moment) onRange({ from: Math.min(moment, began.moment), to: Math.max(moment, began.moment) });
  };
  const up = (event: PointerEvent<HTMLDivElement>): void => {
    const began = press.current;
    press.current = null;
    if (began === null || began.dragging) return;
    const { y, moment } = at(event);
    const value = scale.max - ((y - AREA_GRID.top) / plotHeight) * (scale.max - scale.min);
    const area = areaAt(areas, moment, value);
    if (area !== null) onArea(area.name);
  };
  const edge = (side: 'from' | 'to'): JSX.Element => (
    <Edge
      key={side}
      side={side}
      model={model}
      range={range}
      x={xOf(times[range[side]] ?? 0)}
      onMove={(place) => onRange({ ...range, [side]: place })}
    />
  );
  const xa = xOf(times[range.from] ?? 0);
  const xb = xOf(times[range.to] ?? 0);
  const shown = hover ?? range.to;
  return (
    <Pictured title={t('Heap over time')} lines={[areaSentence(model)]} legend={legendOf(model)} ready={height > 0}>
      <div className="hp-plot" ref={measure}>
        {height > 0 && <AreaChart model={model} height={height} />}
        {width > 0 && (
          <>
            <div
              className="hp-brush"
              onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                const { x, moment } = at(event);
                press.current = { x, moment, dragging: false };
              }}
              onPointerMove={move}
              onPointerUp={up}
              onPointerLeave={() => setHover(null)}
            >
              <i className="out" style={{ left: AREA_GRID.left, width: Math.max(0, xa - AREA_GRID.left) }} />
              <i className="out" style={{ left: xb, right: AREA_GRID.right }} />
              {gapsAfter(times, model.clock).map((i) => (
                <i
                  key={i}
                  className="gap"
                  style={{ left: xOf(times[i] ?? 0), width: xOf(times[i + 1] ?? 0) - xOf(times[i] ?? 0) }}
                />
              ))}
              {hover !== null && <i className="hover" style={{ left: xOf(times[hover] ?? 0) }} />}
              <svg
                className="gc"
                width={width}
                height="9"
                style={{ top: height - AREA_GRID.bottom + 3 }}
                aria-hidden="true"
              >
                {gc
                  .filter((t) => t >= scale.from && t <= scale.to)
                  .map((t, i) => (
                    <path key={i} d={`M${Math.round(xOf(t)) + 0.5} 0v7`} stroke="var(--ink-3)" />
                  ))}
              </svg>
            </div>
            {edge('from')}
            {edge('to')}
            <p className="hp-read d2" style={{ left: AREA_GRID.left }}>
              {momentLabel(times[shown] ?? 0, model)} · {metricValue(totalAt(areas, shown), unit)}
            </p>
          </>
        )}
      </div>
    </Pictured>
  );
}

/** Areas from above, as they lie, then the lines over them. */
function legendOf({ areas, overlays }: AreaModel): readonly LegendEntry[] {
  return [...[...areas].reverse(), ...overlays].map(({ name, token }) => ({ text: name, token }));
}

/** One edge of the range, a slider over the moments. */
function Edge(props: {
  readonly side: 'from' | 'to';
  readonly model: AreaModel;
  readonly range: Range;
  readonly x: number;
  readonly onMove: (place: number) => void;
}): JSX.Element {
  const { side, model, range, x, onMove } = props;
  const last = model.times.length - 1;
  const [least, most] = side === 'from' ? [0, range.to - 1] : [range.from + 1, last];
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = edgeAfter(event.key, range[side], least, most);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (next !== range[side]) onMove(next);
  };
  const letter = side === 'from' ? 'A' : 'B';
  return (
    <div
      className={`hp-edge ${side}`}
      role="slider"
      tabIndex={0}
      aria-label={side === 'from' ? t('A, where the range begins') : t('B, where the range ends')}
      aria-valuemin={least + 1}
      aria-valuemax={most + 1}
      aria-valuenow={range[side] + 1}
      aria-valuetext={`${momentLabel(model.times[range[side]] ?? 0, model)}, ${metricValue(totalAt(model.areas, range[side]), model.unit)}`}
      style={{ left: x, top: AREA_GRID.top, bottom: AREA_GRID.bottom }}
      onKeyDown={onKeyDown}
    >
      <b>{letter}</b>
    </div>
  );
}

/** Where a key moves an edge; null when the key does not. */
export function edgeAfter(key: string, place: number, least: number, most: number): number | null {
  const leap = Math.max(1, Math.round((most - least) / 10));
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: place - 1,
    ArrowDown: place - 1,
    ArrowRight: place + 1,
    ArrowUp: place + 1,
    PageDown: place - leap,
    PageUp: place + leap,
    Home: least,
    End: most,
  };
  const wanted = steps[key];
  return wanted === undefined ? null : Math.min(most, Math.max(least, wanted));
}
