import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type JSX,
  type KeyboardEvent,
} from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { WaiterRow, WaitersAnswer } from '@core/api/waiters';
import { formatCount } from '@core/base/format';
import { Pictured } from '../../charts/picture/pictured';
import type { Pages } from '../../client/use-pages';
import { useWorkspace } from '../../client/use-workspace';
import { announce } from '../../ui/announce';
import { usePartCommands } from '../../ui/keys/use-part-commands';
import { moveTo } from '../../ui/table/move';
import { useCopy } from '../../ui/copy/use-copy';
import { useSize } from '../../ui/use-size';
import { GraphRow } from './graph-row';
import { arranged, dashOf, edgesOf, lanesIn, layoutGraph, type Edge, type PlacedCycle } from './layout';
import { rowText } from './words';
import { t } from '../../i18n/t';

/** Objects drawn before anybody asks for more. */
const FIRST = 12;
/** Objects drawn at most; the table lists all. */
const MOST = 5000;
/** Drawn above and below what is in sight, px. */
const BEYOND = 400;

interface WaiterGraphProps {
  readonly info: DocumentInfo;
  readonly pages: Pages<'waiters'>;
  readonly answer: WaitersAnswer;
  readonly all: boolean;
  readonly stuckFirst: boolean;
  readonly selected: WaiterRow | null;
  readonly onSelect: (row: WaiterRow) => void;
  readonly onOpen: (row: WaiterRow) => void;
  readonly onAll: (all: boolean) => void;
}

/** Goroutines → objects ⇢ who could release them. A grid for the keyboard and for screen readers; the lines only repeat its words. */
export function WaiterGraph(props: WaiterGraphProps): JSX.Element {
  const { info, pages, answer, selected, onSelect, onOpen, onAll } = props;
  const { total } = pages.rows;
  const { bridge } = useWorkspace();
  const scroller = useRef<HTMLDivElement | null>(null);
  const [measure, { width, height }] = useSize<HTMLDivElement>();
  const attach = useCallback(
    (element: HTMLDivElement | null) => {
      scroller.current = element;
      measure(element);
    },
    [measure],
  );
  const [scrolled, setScrolled] = useState(0);

  const first = useMemo(() => arranged(answer.rows, answer.cycles, FIRST), [answer]);
  // What was selected elsewhere is shown, however far down it stands.
  const beyond = selected !== null && !first.some(({ object }) => object === selected.object);
  const all = props.all || beyond;
  const rows = useMemo(() => {
    if (!all) return first;
    const whole: (WaiterRow | undefined)[] = [...arranged(answer.rows, answer.cycles, answer.rows.length)];
    for (let i = whole.length; i < Math.min(total, MOST); i++) whole.push(pages.rows.at(i));
    return whole;
  }, [all, first, answer, total, pages.rows]);
  const lanes = useMemo(() => lanesIn(Math.max(width, 690)), [width]);
  const layout = useMemo(() => layoutGraph(rows, answer.cycles, lanes), [rows, answer.cycles, lanes]);

  const [from, to] = [scrolled - BEYOND, scrolled + height + BEYOND];
  const sees = (part: { readonly top: number; readonly height: number }): boolean =>
    part.top + part.height >= from && part.top <= to;
  const selectedAt = selected === null ? -1 : rows.findIndex((row) => row?.object === selected.object);
  const [moved, setMoved] = useState(0);
  const cursor = Math.min(rows.length - 1, selectedAt >= 0 ? selectedAt : moved);
  const shown = layout.rows.filter((row) => sees(row) || row.index === cursor);
  const edges = useMemo(() => layout.rows.map((row) => edgesOf(row, lanes)), [layout, lanes]);
  const numberOf = useMemo(() => new Map(rows.map((row, i) => [row?.object ?? '', i + 1])), [rows]);

  const { want } = pages.rows;
  const [firstIn, lastIn] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  useEffect(() => {
    if (all) want(firstIn, lastIn);
  }, [all, want, firstIn, lastIn]);
  const focusWanted = useRef(true);
  useLayoutEffect(() => {
    if (!focusWanted.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${cursor}"]`);
    if (row === null || row === undefined) return;
    focusWanted.current = false;
    row.focus({ preventScroll: true });
  });
  const shownObject = useRef<string | null>(null);
  useEffect(() => {
    const object = selected?.object ?? null;
    const place = layout.rows[selectedAt];
    if (object === shownObject.current || place === undefined || height === 0) return;
    shownObject.current = object;
    intoSight(scroller.current, place);
  }, [selected, selectedAt, layout, height]);
  useCopy(scroller, [
    { title: t('Copy the row'), text: () => (rows[cursor] === undefined ? '' : rowText(rows[cursor])) },
  ]);

  const go = (index: number): void => {
    setMoved(index);
    focusWanted.current = true;
    intoSight(scroller.current, layout.rows[index]);
    const target = rows[index];
    if (target !== undefined) onSelect(target);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event;
    if (event.altKey || (event.target instanceof HTMLButtonElement && key === 'Enter')) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const next = moveTo({ key, ctrl }, cursor, rows.length, Math.max(1, Math.floor(height / 64)));
    const row = rows[cursor];
    if (next !== null) go(next);
    else if (key === 'Enter' && !ctrl && row !== undefined) onOpen(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const goBy = (key: string): void => go(moveTo({ key, ctrl: false }, cursor, rows.length, 1) ?? cursor);
  usePartCommands(scroller, {
    'rows.next': () => goBy('ArrowDown'),
    'rows.previous': () => goBy('ArrowUp'),
    'rows.first': () => goBy('Home'),
    'rows.last': () => goBy('End'),
    'rows.copy': () => {
      const row = rows[cursor];
      if (row === undefined) return;
      void bridge.clipboardWrite({ text: rowText(row) });
      announce(t('Copied.'));
    },
  });
  return (
    <div
      className={`wt-scroll${pages.rows.stale ? ' stale' : ''}`}
      ref={attach}
      onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
    >
      <Pictured title={t('Waiter graph')} lines={drawnLine(shown.length, rows.length)}>
        <div
          className="wt-graph"
          role="grid"
          aria-label={t('Waiter graph')}
          aria-rowcount={rows.length + 1}
          style={{ width: Math.max(width, lanes.width) }}
          onKeyDown={onKeyDown}
        >
          <div className="wt-head" role="row" aria-rowindex={1}>
            <span role="columnheader" style={{ left: lanes.groups.x, width: lanes.groups.width }}>
              {t('Waiting goroutines, {waiting}', { waiting: formatCount(answer.waiting) })}
            </span>
            <span role="columnheader" style={{ left: lanes.object.x, width: lanes.object.width }}>
              {t('What they wait for')}
            </span>
            <span role="columnheader" style={{ left: lanes.releasers.x, width: lanes.releasers.width }}>
              {t('Who could release it')}
            </span>
          </div>
          <div className="wt-body" role="rowgroup" style={{ height: layout.height }}>
            <svg width={lanes.width} height={layout.height} aria-hidden="true">
              {shown.flatMap(({ index }) => edges[index]?.map((edge) => <Line key={edge.key} edge={edge} />) ?? [])}
              {layout.cycles
                .filter(sees)
                .flatMap((cycle) => cycle.edges.map((edge) => <Line key={edge.key} edge={edge} />))}
            </svg>
            {shown.map((placed) => (
              <GraphRow
                // By place: handles differ from one moment to the next, and the focus stays.
                key={placed.index}
                placed={placed}
                lanes={lanes}
                ownModule={info.ownModule}
                selected={placed.index === selectedAt}
                focusable={placed.index === cursor}
                cycle={layout.cycles.find(({ cycle }) => cycle.cycle === placed.row?.cycle)}
                numberOf={numberOf}
                onSelect={onSelect}
                onOpen={onOpen}
              />
            ))}
          </div>
        </div>
      </Pictured>
      {layout.cycles.filter(sees).map((placed) => (
        <CycleText
          key={placed.cycle.cycle}
          placed={placed}
          x={lanes.releasers.x}
          width={lanes.releasers.width}
          locks={rows.every(
            (row) => row?.cycle !== placed.cycle.cycle || row.kind === 'mutex' || row.kind === 'rwmutex',
          )}
        />
      ))}
      <Foot
        {...{ rows, all, total }}
        onAll={(wanted) => {
          const [top] = first;
          if (!wanted && beyond && top !== undefined) onSelect(top);
          onAll(wanted);
        }}
        hidden={all ? [] : answer.rows.filter((row) => !first.includes(row))}
        folded={answer.folded}
        stuckFirst={props.stuckFirst}
      />
    </div>
  );
}

/** A picture has the rows that are drawn: those in sight and near it. */
function drawnLine(drawn: number, rows: number): readonly string[] {
  if (drawn === rows) return [];
  return [t('{drawn} of {rows} rows, those in sight', { drawn: formatCount(drawn), rows: formatCount(rows) })];
}

/** Height of the sticky head, px; as in waiters.css. */
const HEAD = 34;

function intoSight(
  scroller: HTMLElement | null,
  place: { readonly top: number; readonly height: number } | undefined,
): void {
  if (scroller === null || place === undefined) return;
  const { top, height } = place;
  // Positions in the body, which begins below the head.
  if (top < scroller.scrollTop) scroller.scrollTop = Math.max(0, top - HEAD);
  else if (top + height + HEAD > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = top + height + HEAD + 20 - scroller.clientHeight;
}

function Line({ edge }: { readonly edge: Edge }): JSX.Element {
  const classes = `${edge.fact ? '' : ' guess'}${edge.cycle ? ' cycle' : ''}`;
  return (
    <g>
      <path
        className={`wt-line${classes}`}
        d={edge.line}
        strokeWidth={edge.width}
        strokeDasharray={edge.fact ? undefined : dashOf(edge.width)}
      />
      <path className={`wt-tip${classes}`} d={edge.head} />
    </g>
  );
}

/** What a cycle says stands beside its rows. Each of its rows says it for screen readers. */
function CycleText(props: {
  readonly placed: PlacedCycle;
  readonly x: number;
  readonly width: number;
  readonly locks: boolean;
}): JSX.Element {
  const { cycle, top, height } = props.placed;
  const count = cycle.objects.length;
  const certainty = cycle.proven ? 'proven' : 'probable';
  return (
    <div className="wt-cycle" aria-hidden="true" style={{ left: props.x, width: props.width, top, height }}>
      <b>
        {count === 1
          ? t('Waits for itself, {certainty}', { certainty })
          : props.locks
            ? t('Lock cycle of {count}, {certainty}', { count: formatCount(count), certainty })
            : t('Cycle of {count}, {certainty}', { count: formatCount(count), certainty })}
      </b>
      <p title={cycle.text} style={{ WebkitLineClamp: Math.max(1, Math.floor((height - 22) / 18)) }}>
        {cycle.text}
      </p>
    </div>
  );
}

/** What is not drawn, counted, and the way to it. */
function Foot(props: {
  readonly rows: readonly (WaiterRow | undefined)[];
  readonly all: boolean;
  readonly total: number;
  readonly hidden: readonly WaiterRow[];
  readonly folded: WaitersAnswer['folded'];
  readonly stuckFirst: boolean;
  readonly onAll: (all: boolean) => void;
}): JSX.Element | null {
  const { rows, all, total, hidden, folded, onAll } = props;
  if (all) {
    return (
      <p className="wt-foot">
        {rows.length < total
          ? t('The first {rows} of {total} rows are drawn; the table lists all.', {
              rows: formatCount(rows.length),
              total: formatCount(total),
            })
          : t('All {total} rows are drawn.', { total: formatCount(total) })}{' '}
        {total > FIRST && (
          <button type="button" className="lnk" onClick={() => onAll(false)}>
            {t('Show the first {rows}', { rows: FIRST })}
          </button>
        )}
      </p>
    );
  }
  if (hidden.length === 0 && folded.objects === 0) return <p className="wt-foot">{t('These are all.')}</p>;
  const objects = hidden.reduce((sum, row) => sum + row.objects, folded.objects);
  // Not goroutines: one that selects waits for several of these.
  const waits = hidden.reduce((sum, row) => sum + row.waiting, folded.goroutines);
  const drawn = rows.reduce((sum, row) => sum + (row?.objects ?? 0), 0);
  const stuck = !props.stuckFirst || hidden.some((row) => row.nobody || row.cycle > 0) || folded.objects > 0;
  return (
    <p className="wt-foot">
      {stuck
        ? t(
            '{shown} more {objects, plural, one {object} other {objects}}, {waits, plural, one {# wait} other {# waits}}.',
            { shown: formatCount(objects), objects, waits },
          )
        : t(
            '{shown} more {objects, plural, one {object} other {objects}}, {waits, plural, one {# wait} other {# waits}}, none of them known to be stuck.',
            { shown: formatCount(objects), objects, waits },
          )}{' '}
      <button type="button" className="lnk" onClick={() => onAll(true)}>
        {t('Show all {drawn} objects', { drawn: formatCount(drawn + objects) })}
      </button>
    </p>
  );
}
