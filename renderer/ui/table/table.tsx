import { useVirtualizer, defaultRangeExtractor, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { JSX, KeyboardEvent, ReactNode } from 'react';
import { formatCount } from '@core/base/format';
import { announce } from '../announce';
import { useCopy } from '../copy/use-copy';
import { usePartCommands, type PartActions } from '../keys/use-part-commands';
import { useSize } from '../use-size';
import {
  CELL_PADDING,
  fitWidth,
  layoutColumns,
  toCsv,
  toMarkdown,
  toTsv,
  type Column,
  type TableSort,
} from './columns';
import { TableHead } from './head';
import { moveTo } from './move';
import type { RowSource } from './row-source';
import { t } from '../../i18n/t';
import './table.css';

const ROW_HEIGHT = 24;
const MOST_COPIED = 10_000;
const FOLDS: Readonly<Record<string, 'tree.unfold' | 'tree.fold'>> = {
  ArrowRight: 'tree.unfold',
  ArrowLeft: 'tree.fold',
};

export interface TableProps<R> {
  /** Names the grid for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: RowSource<R>;
  readonly rowKey: (row: R) => string;
  /** Key of the selected row; it need not be among the rows that are there. */
  readonly selected: string | null;
  readonly onSelect: (row: R) => void;
  /** Enter or double-click. */
  readonly onOpen?: (row: R) => void;
  /** Commands that act on the current row, beside those that every table has. */
  readonly rowCommands?: Readonly<Partial<Record<keyof PartActions, (row: R) => void>>>;
  readonly sort: TableSort | null;
  readonly onSort?: (sort: TableSort) => void;
  /** Rows are those of a tree: depth from 1, and whether what is below is shown (null: nothing is below). */
  readonly tree?: (row: R) => { readonly level: number; readonly expanded: boolean | null };
  readonly rowClass?: (row: R) => string;
  /** Line under the rows: what lies below the last visible one. */
  readonly foot?: (visible: { readonly first: number; readonly last: number }) => ReactNode;
  /** In place of rows when there are none. */
  readonly empty?: ReactNode;
  /** Takes the focus when it appears (the main table of a view). */
  readonly autoFocus?: boolean;
}

/**
 * The one grid of the window: virtualised rows of 24 px, sticky head, sorting, dragged widths, keys, TSV.
 * Only the rows on screen exist, plus the current one, so that the focus survives scrolling.
 */
export function Table<R>(props: TableProps<R>): JSX.Element {
  const { columns, rows, rowKey, selected, onSelect } = props;
  const scroller = useRef<HTMLDivElement | null>(null);
  const [measure, { width, height }] = useSize<HTMLDivElement>();
  const attach = useCallback(
    (element: HTMLDivElement | null) => {
      scroller.current = element;
      measure(element);
    },
    [measure],
  );
  const [dragged, setDragged] = useState<ReadonlyMap<string, number>>(new Map());
  const widths = useMemo(() => layoutColumns(columns, dragged, width), [columns, dragged, width]);
  const lineWidth = widths.reduce((sum, w) => sum + w, 0);

  // The row keys act on: the selected one where it is there, else where the keys went last.
  const [moved, setMoved] = useState({ index: 0, pending: false });
  const [anchor, setAnchor] = useState<number | null>(null);
  const selectedAt = selected === null ? -1 : rows.indexOf(selected);
  const cursor = Math.min(Math.max(0, rows.total - 1), !moved.pending && selectedAt >= 0 ? selectedAt : moved.index);

  const virtualizer = useVirtualizer({
    count: rows.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollMargin: ROW_HEIGHT,
    scrollPaddingStart: ROW_HEIGHT,
    rangeExtractor: useCallback(
      (range: Range) => {
        const shown = defaultRangeExtractor(range);
        if (cursor < range.count && !shown.includes(cursor)) shown.push(cursor);
        return shown.sort((a, b) => a - b);
      },
      [cursor],
    ),
  });
  const items = virtualizer.getVirtualItems();
  const range = virtualizer.range;
  const first = range?.startIndex ?? 0;
  const last = Math.min(rows.total - 1, range?.endIndex ?? 0);
  const { want } = rows;
  useEffect(() => {
    if (rows.total > 0) want(first, last);
  }, [want, first, last, rows.total]);

  // A row that was not there when the keys reached it is selected when it arrives.
  const arrived = moved.pending ? rows.at(moved.index) : undefined;
  useEffect(() => {
    if (arrived === undefined) return;
    setMoved((now) => ({ ...now, pending: false }));
    onSelect(arrived);
  }, [arrived, onSelect]);

  // Something else selected a row (a finding's evidence): bring it into sight.
  const shownKey = useRef<string | null>(null);
  useEffect(() => {
    if (selected === shownKey.current || selectedAt < 0 || height === 0) return;
    shownKey.current = selected;
    virtualizer.scrollToIndex(selectedAt, { align: 'auto' });
  }, [selected, selectedAt, height, virtualizer]);

  const focusRow = (index: number): void => {
    virtualizer.scrollToIndex(index, { align: 'auto' });
    wantsFocus.current = true;
  };
  const wantsFocus = useRef(props.autoFocus === true);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${cursor}"]`);
    if (row === null || row === undefined) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });

  const go = (index: number, extend: boolean): void => {
    setAnchor(extend ? (anchor ?? cursor) : null);
    const row = rows.at(index);
    setMoved({ index, pending: row === undefined });
    if (row !== undefined) {
      shownKey.current = rowKey(row);
      onSelect(row);
    }
    focusRow(index);
  };

  // The cursor stays where the focus can be: on the first row, with the range reaching down from it.
  const selectAll = (): void => {
    const most = Math.min(rows.total, MOST_COPIED);
    if (most === 0) return;
    want(0, most - 1);
    go(0, false);
    setAnchor(most - 1);
    announce(t('{most} of {total} rows selected', { most: formatCount(most), total: formatCount(rows.total) }));
  };

  const copyMode = useRef<'tsv' | 'markdown'>('tsv');
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.target instanceof HTMLInputElement) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 2);
    if (isInHead(event.target)) {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      return focusRow(cursor);
    }
    const target = moveTo({ key: event.key, ctrl }, cursor, rows.total, page);
    if (target !== null) {
      event.preventDefault();
      if (target === cursor && event.key === 'ArrowUp') {
        scroller.current?.querySelector<HTMLElement>('[role=columnheader][tabindex="0"]')?.focus();
        return;
      }
      return go(target, event.shiftKey && event.key.length > 1);
    }
    if (ctrl && !event.shiftKey && event.key === 'a') {
      event.preventDefault();
      selectAll();
      return;
    }
    const row = rows.at(cursor);
    if (row === undefined) return;
    // In a tree these do what they do in every tree, whatever keys the commands have.
    const folds = ctrl ? undefined : FOLDS[event.key];
    const fold = folds === undefined ? undefined : props.rowCommands?.[folds];
    if (fold !== undefined) {
      event.preventDefault();
      fold(row);
    } else if (event.key === 'Enter' && props.onOpen !== undefined) {
      event.preventDefault();
      props.onOpen(row);
    }
  };
  // The first press from the head leads to the row that is current.
  const goBy = (key: string): void => {
    if (isInHead(document.activeElement)) return focusRow(cursor);
    const target = moveTo({ key, ctrl: false }, cursor, rows.total, 1);
    if (target !== null) go(target, false);
  };
  const copyAs = (mode: 'tsv' | 'markdown'): void => {
    copyMode.current = mode;
    document.execCommand('copy');
    copyMode.current = 'tsv';
  };
  const onRow = (act: (row: R) => void) => (): void => {
    const row = rows.at(cursor);
    if (row !== undefined) act(row);
  };
  usePartCommands(scroller, {
    'rows.next': () => goBy('ArrowDown'),
    'rows.previous': () => goBy('ArrowUp'),
    'rows.first': () => goBy('Home'),
    'rows.last': () => goBy('End'),
    'rows.copy': () => copyAs('tsv'),
    'rows.copy-markdown': () => copyAs('markdown'),
    ...Object.fromEntries(
      Object.entries<((row: R) => void) | undefined>(props.rowCommands ?? {}).flatMap(([id, act]) =>
        act === undefined ? [] : [[id, onRow(act)]],
      ),
    ),
  });

  const from = anchor === null ? cursor : Math.min(anchor, cursor);
  const to = anchor === null ? cursor : Math.max(anchor, cursor);
  const chosenRows = (): readonly R[] => {
    const chosen: R[] = [];
    for (let i = from; i <= to; i++) {
      const row = rows.at(i);
      if (row !== undefined) chosen.push(row);
    }
    return chosen;
  };
  const asTsv = (): string => toTsv(columns, chosenRows());
  const asMarkdown = (): string => toMarkdown(columns, chosenRows());
  useCopy(scroller, [
    {
      title: from === to ? t('Copy the row') : t('Copy the selected rows'),
      text: () => (copyMode.current === 'tsv' ? asTsv() : asMarkdown()),
    },
    { title: t('Copy as Markdown'), text: asMarkdown },
    { title: t('Copy as CSV'), text: () => toCsv(columns, chosenRows()) },
  ]);

  const fit = (column: Column<R>): void => {
    const there: R[] = [];
    for (const item of items) {
      const row = rows.at(item.index);
      if (row !== undefined) there.push(row);
    }
    setDragged((now) => new Map(now).set(column.id, fitWidth(column, there)));
  };

  const template = { gridTemplateColumns: widths.map((w) => `${w}px`).join(' '), width: Math.max(lineWidth, width) };
  return (
    <div className={`table${rows.stale ? ' stale' : ''}`}>
      <div
        ref={attach}
        className="scroller"
        role={props.tree === undefined ? 'grid' : 'treegrid'}
        aria-label={props.label}
        aria-rowcount={rows.total + 1}
        aria-colcount={columns.length}
        aria-multiselectable="true"
        aria-busy={rows.stale}
        onKeyDown={onKeyDown}
      >
        <TableHead
          columns={columns}
          widths={widths}
          style={template}
          sort={props.sort}
          onSort={props.onSort}
          onDrag={(column, to) => setDragged((now) => new Map(now).set(column.id, Math.max(column.min ?? 40, to)))}
          onFit={fit}
        />
        <div className="rows" role="rowgroup" style={{ height: rows.total * ROW_HEIGHT, width: template.width }}>
          {items.map((item) => {
            const row = rows.at(item.index);
            const place = row === undefined ? undefined : props.tree?.(row);
            const on = item.index >= from && item.index <= to && (anchor !== null || item.index === selectedAt);
            return (
              <div
                key={item.index}
                role="row"
                data-row={item.index}
                aria-rowindex={item.index + 2}
                aria-selected={on}
                aria-busy={row === undefined}
                aria-level={place?.level}
                aria-expanded={place?.expanded ?? undefined}
                tabIndex={item.index === cursor ? 0 : -1}
                className={`row${on ? ' on' : ''} ${row === undefined ? '' : (props.rowClass?.(row) ?? '')}`}
                style={{ ...template, transform: `translateY(${item.start - ROW_HEIGHT}px)` }}
                onClick={(event) => go(item.index, event.shiftKey)}
                onDoubleClick={() => row !== undefined && props.onOpen?.(row)}
                onContextMenu={() => (item.index < from || item.index > to) && go(item.index, false)}
              >
                {columns.map((column, i) => (
                  <div
                    key={column.id}
                    role="gridcell"
                    aria-colindex={i + 1}
                    className={column.align === 'right' ? 'cell r' : 'cell'}
                    data-copy={row === undefined ? undefined : wholeText(column.value(row))}
                  >
                    {row !== undefined && column.cell(row, { width: widths[i]! - CELL_PADDING })}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
        {rows.total === 0 && props.empty !== undefined && <div className="empty">{props.empty}</div>}
      </div>
      {props.foot !== undefined && <div className="foot clip">{props.foot({ first, last })}</div>}
    </div>
  );
}

function isInHead(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role=columnheader]') !== null;
}

/** A name is copied whole, however it is drawn; a number as it is drawn, with its unit. */
function wholeText(value: string | number): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
