import type { CSSProperties, JSX, KeyboardEvent, PointerEvent } from 'react';
import { nextSort, type Column, type TableSort } from './columns';
import { t } from '../../i18n/t';

interface HeadProps<R> {
  readonly columns: readonly Column<R>[];
  readonly widths: readonly number[];
  readonly style: CSSProperties;
  readonly sort: TableSort | null;
  readonly onSort: ((sort: TableSort) => void) | undefined;
  readonly onDrag: (column: Column<R>, width: number) => void;
  readonly onFit: (column: Column<R>) => void;
}

/** The sticky head: click or Enter sorts, the right edge drags (Shift+arrows from the keyboard), double-click fits. */
export function TableHead<R>({ columns, widths, style, sort, onSort, onDrag, onFit }: HeadProps<R>): JSX.Element {
  const reachable = columns.find((column) => column.id === sort?.id) ?? columns.find((c) => c.title !== '');
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, column: Column<R>, at: number): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (column.sortable === true) onSort?.(nextSort(column, sort));
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      const step = event.key === 'ArrowLeft' ? -1 : 1;
      if (event.shiftKey) return onDrag(column, widths[at]! + step * 8);
      const next = step < 0 ? event.currentTarget.previousElementSibling : event.currentTarget.nextElementSibling;
      if (next instanceof HTMLElement) next.focus();
    }
  };
  return (
    <div className="head" role="row" aria-rowindex={1} style={style}>
      {columns.map((column, at) => {
        const sorted = sort?.id === column.id;
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={at + 1}
            aria-sort={
              sorted ? (sort.descending ? 'descending' : 'ascending') : column.sortable === true ? 'none' : undefined
            }
            tabIndex={column === reachable ? 0 : -1}
            className={`th${column.align === 'right' ? ' r' : ''}${column.sortable === true ? ' can' : ''}`}
            onClick={() => column.sortable === true && onSort?.(nextSort(column, sort))}
            onKeyDown={(event) => onKeyDown(event, column, at)}
          >
            {column.title === '' ? (
              <span className="sr">{column.spoken}</span>
            ) : (
              <span className="clip">{t(column.title)}</span>
            )}
            {sorted && <span className="so">{sort.descending ? '▾' : '▴'}</span>}
            {column.title !== '' && (
              <span
                className="grip"
                onClick={(event) => event.stopPropagation()}
                onDoubleClick={() => onFit(column)}
                onPointerDown={(event) => drag(event, widths[at]!, (width) => onDrag(column, width))}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}

function drag(event: PointerEvent<HTMLElement>, width: number, onWidth: (width: number) => void): void {
  if (event.button !== 0) return;
  event.preventDefault();
  const grip = event.currentTarget;
  const { pointerId, clientX } = event;
  grip.setPointerCapture(pointerId);
  const move = (next: globalThis.PointerEvent): void => onWidth(width + next.clientX - clientX);
  const stop = (): void => {
    grip.removeEventListener('pointermove', move);
    grip.removeEventListener('lostpointercapture', stop);
  };
  grip.addEventListener('pointermove', move);
  grip.addEventListener('lostpointercapture', stop);
}
