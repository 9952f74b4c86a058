import { X } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef, type JSX } from 'react';
import type { FlameAnswer } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { FLAG_TICK, pathOf } from '../../charts/flame-geometry';
import { Symbol } from '../../ui/symbol/symbol';
import { narrowParams, type TreeParams } from './flame-params';
import { t } from '../../i18n/t';

/** Rows of a list; what is beyond is counted, and wider after a zoom. */
const MOST = 200;

/** A place beyond the pane: the list stays in its lower right corner. */
const FAR = 1e6;

/** What the list is about: one tick, opened at a place of the pane, or all of them. */
export type Narrow = { readonly tick: number; readonly x: number; readonly y: number } | { readonly tick: null };

interface NarrowListProps {
  readonly tree: TreeParams;
  readonly answer: FlameAnswer;
  readonly narrow: Narrow;
  readonly ownModule: string;
  readonly onOpen: (narrow: Narrow) => void;
  /** `node` is a handle; `path` leads to it from below the root. */
  readonly onZoom: (node: string, path: readonly string[]) => void;
  readonly onClose: () => void;
}

/** Boxes narrower than a pixel by name: of one tick, or the ticks themselves. Choosing one zooms to it, or opens it. */
export function NarrowList(props: NarrowListProps): JSX.Element {
  const { answer, narrow, onClose } = props;
  const panel = useRef<HTMLDivElement | null>(null);
  useLayoutEffect(() => {
    const element = panel.current;
    const pane = element?.parentElement;
    if (element === null || pane === null || pane === undefined) return;
    const own = element.getBoundingClientRect();
    const [x, y] = narrow.tick === null ? [pane.clientWidth, pane.clientHeight] : [narrow.x + 8, narrow.y + 12];
    element.style.left = `${Math.max(4, Math.min(x, pane.clientWidth - own.width - 12))}px`;
    element.style.top = `${Math.max(4, Math.min(y, pane.clientHeight - own.height - 8))}px`;
  });
  // Where the focus came from gets it back.
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  const title =
    narrow.tick === null
      ? t('{narrow} boxes narrower than a pixel', { narrow: formatCount(answer.narrow) })
      : t('{merged, plural, one {# box} other {# boxes}} narrower than a pixel', {
          merged: answer.merged[narrow.tick]!,
        });
  return (
    <div
      ref={panel}
      className="narrow"
      role="dialog"
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        else if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
          step(panel.current, event.key === 'ArrowDown' ? 1 : -1);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <div className="hd">
        <span className="clip">{title}</span>
        <span className="grow" />
        <button type="button" className="cx" aria-label={t('Close the list')} onClick={onClose}>
          <X size={14} aria-hidden />
        </button>
      </div>
      {narrow.tick === null ? <Ticks {...props} /> : <Held {...props} tick={narrow.tick} />}
    </div>
  );
}

function step(panel: HTMLElement | null, by: 1 | -1): void {
  const rows = [...(panel?.querySelectorAll<HTMLElement>('.row') ?? [])];
  const at = rows.findIndex((row) => row === document.activeElement);
  rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
}

/** Ticks, heaviest first, by the box that they are under. */
function Ticks({ answer, ownModule, onOpen }: NarrowListProps): JSX.Element {
  const ticks = useMemo(() => {
    const found: number[] = [];
    for (let i = 0; i < answer.count; i++) if ((answer.flags[i]! & FLAG_TICK) !== 0) found.push(i);
    return found.sort((a, b) => answer.cum[b]! - answer.cum[a]!);
  }, [answer]);
  return (
    <>
      <ul>
        {ticks.slice(0, MOST).map((tick) => {
          const above = answer.parent[tick]!;
          const name = answer.names[answer.name[above]!]?.function ?? '';
          return (
            <li key={tick}>
              <button type="button" className="row" onClick={() => onOpen({ tick, x: FAR, y: FAR })}>
                <span className="clip">
                  <span className="d2">{t('{merged} under', { merged: formatCount(answer.merged[tick]!) })} </span>
                  {above === 0 && answer.crumbs.length <= 1 ? (
                    t('all')
                  ) : (
                    <Symbol name={name} ownModule={ownModule} chars={30} />
                  )}
                </span>
                <Amount answer={answer} value={answer.cum[tick]!} />
              </button>
            </li>
          );
        })}
      </ul>
      {ticks.length > MOST && (
        <p className="d2">{t('{ticks} more ticks, each of less.', { ticks: formatCount(ticks.length - MOST) })}</p>
      )}
    </>
  );
}

/** What one tick stands for, heaviest first. */
function Held(props: NarrowListProps & { readonly tick: number }): JSX.Element {
  const { tree, answer, tick, ownModule, onZoom } = props;
  const above = answer.parent[tick]!;
  const drawn = useMemo(() => {
    const nodes = new Set<string>();
    for (let i = 0; i < answer.count; i++) {
      if (answer.parent[i] === above && (answer.flags[i]! & FLAG_TICK) === 0) nodes.add(`f-${answer.node[i]!}`);
    }
    return nodes;
  }, [answer, above]);
  const limit = Math.min(10_000, drawn.size + MOST);
  const { answer: level, error } = useQuery('callTree', narrowParams(tree, answer.node[above]!, limit));
  if (error !== null) return <p className="d2">{errorText(error)}</p>;
  if (level === null) return <p className="d2">{t('Reading…')}</p>;
  const rows = level.rows.filter(({ node, cum }) => !drawn.has(node) && cum > 0);
  const path = pathOf(answer, above);
  const left = level.totalRows - drawn.size - rows.length;
  return (
    <>
      <ul>
        {rows.map((row) => (
          <li key={row.node}>
            <button
              type="button"
              className="row"
              title={row.function}
              onClick={() => onZoom(row.node, [...path, row.function])}
            >
              <span className="clip">
                <Symbol name={row.function} ownModule={ownModule} chars={36} />
              </span>
              <Amount answer={answer} value={row.cum} />
            </button>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <p className="d2">{t('{left} more, each of less: zoom to the box above them.', { left: formatCount(left) })}</p>
      )}
    </>
  );
}

function Amount({ answer, value }: { readonly answer: FlameAnswer; readonly value: number }): JSX.Element {
  return (
    <>
      <span>{formatValue(value, answer.sampleType.unit)}</span>
      <span className="d2">{formatShare(value, answer.total)}</span>
    </>
  );
}
