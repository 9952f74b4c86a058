import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type JSX, type KeyboardEvent, type ReactNode } from 'react';
import type { SourceAnswer, SourceLine } from '@core/api/profile';
import { formatValue } from '@core/base/format';
import { useCopy } from '../copy/use-copy';
import { usePartCommands } from '../keys/use-part-commands';
import { tokenizeLines, type Token } from './go-tokens';
import { heatOf, hotLines, rowsOf, type SourceRow } from './source-rows';
import { t } from '../../i18n/t';
import './source.css';

const ROW = 19;

/** What stands under a line: a finding about it. */
export interface LineNote {
  readonly line: number;
  /** Colour of its edge. */
  readonly colour: string;
  readonly content: ReactNode;
}

interface SourceLinesProps {
  readonly answer: SourceAnswer;
  readonly notes: readonly LineNote[];
  /** The line that keys act on and that is in sight; null = the hottest. */
  readonly line: number | null;
  readonly onLine: (line: number) => void;
  readonly onFunction: (name: string) => void;
  /** A function's name as it is shown. */
  readonly nameOf: (name: string) => ReactNode;
}

/** Lines of a source file with what was sampled on them: heat edge, flat, cum, text; under a selected line what it calls. */
export function SourceLines(props: SourceLinesProps): JSX.Element {
  const { answer, notes, onLine } = props;
  const scroller = useRef<HTMLDivElement | null>(null);
  const rows = useMemo(
    () =>
      rowsOf(
        answer,
        notes.map(({ line }) => line),
      ),
    [answer, notes],
  );
  const hot = useMemo(() => hotLines(answer.lines), [answer.lines]);
  const tokens = useMemo(() => tokenizeLines(answer.code?.lines ?? []), [answer.code]);
  const most = useMemo(() => answer.lines.reduce((max, { cum }) => Math.max(max, Math.abs(cum)), 0), [answer.lines]);
  const current = props.line ?? hot[0] ?? answer.lines[0]?.line ?? answer.code?.from ?? 1;
  const at = Math.max(
    0,
    rows.findIndex((row) => row.kind !== 'note' && row.line === current),
  );
  const { unit } = answer.sampleType;

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'note' ? 46 : ROW),
    overscan: 12,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : `${row.kind} ${row.line}`;
    },
  });
  const shown = useRef({ of: '', line: -1 });
  useEffect(() => {
    const of = `${answer.file}\n${answer.function}\n${answer.code === null}`;
    const before = shown.current;
    if (before.of === of && before.line === current) return;
    shown.current = { of, line: current };
    // A line that is reached by keys only has to be in sight; that of another source stands in the middle.
    virtualizer.scrollToIndex(at, { align: before.of === of ? 'auto' : 'center' });
  }, [answer.file, answer.function, answer.code, current, at, virtualizer]);

  const step = (by: number): void => {
    for (let i = at + by; i >= 0 && i < rows.length; i += by) {
      const row = rows[i];
      if (row !== undefined && row.kind !== 'note') return onLine(row.line);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target instanceof HTMLButtonElement) return;
    if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if (event.key === 'Home') onLine(rows[0]?.line ?? current);
    else if (event.key === 'End') onLine(rows.at(-1)?.line ?? current);
    else if (event.key === 'PageDown') onLine(rows[Math.min(rows.length - 1, at + 20)]?.line ?? current);
    else if (event.key === 'PageUp') onLine(rows[Math.max(0, at - 20)]?.line ?? current);
    else return;
    event.preventDefault();
  };
  usePartCommands(scroller, {
    'rows.next': () => step(1),
    'rows.previous': () => step(-1),
    'rows.first': () => onLine(rows[0]?.line ?? current),
    'rows.last': () => onLine(rows.at(-1)?.line ?? current),
  });
  const byLine = useMemo(() => new Map(answer.lines.map((line) => [line.line, line])), [answer.lines]);
  useCopy(scroller, [{ title: t('Copy the line'), text: () => copyText(rows, byLine, answer, current) }]);
  const value = (amount: number): string => (amount === 0 ? '' : formatValue(amount, unit));

  return (
    <div className="source-lines">
      <div className="source-head" aria-hidden="true">
        <span className="n">{t('Flat')}</span>
        <span className="n">{t('Cum')}</span>
        <span className="l">{t('Line')}</span>
        <span className="clip">{answer.file}</span>
      </div>
      <div
        ref={scroller}
        className="source-scroll pre"
        role="grid"
        tabIndex={0}
        aria-label={t('Lines of {file}', { file: answer.file })}
        aria-rowcount={rows.length}
        aria-activedescendant={`source-line-${current}`}
        onKeyDown={onKeyDown}
      >
        <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }} role="rowgroup">
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const place = { transform: `translateY(${item.start}px)` };
            if (row.kind === 'note')
              return (
                <div
                  key={item.key}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  className="source-note"
                  role="row"
                  style={place}
                >
                  <div role="gridcell">
                    {notes
                      .filter(({ line }) => line === row.line)
                      .map(({ content, colour }, i) => (
                        <div key={i} style={{ borderColor: colour }}>
                          {content}
                        </div>
                      ))}
                  </div>
                </div>
              );
            const sampled = byLine.get(row.line);
            const on = row.line === current;
            return (
              <div
                key={item.key}
                id={`source-line-${row.line}`}
                role="row"
                aria-rowindex={item.index + 1}
                aria-selected={on}
                className={`source-row${on ? ' on' : ''}`}
                style={place}
                onClick={() => onLine(row.line)}
              >
                <i className={`heat h${heatOf(sampled, most)}`} aria-hidden="true" />
                <span role="gridcell" className="n">
                  {sampled === undefined ? '' : value(sampled.flat)}
                </span>
                <span role="gridcell" className="n">
                  {sampled === undefined ? '' : value(sampled.cum)}
                </span>
                <span role="rowheader" className="l">
                  {row.line}
                </span>
                <span role="gridcell" className="c">
                  {row.kind === 'code' && <Code tokens={tokens[row.line - (answer.code?.from ?? 1)] ?? []} />}
                  {sampled !== undefined && (on || row.kind === 'bare') && <Calls {...props} line={sampled} />}
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Code({ tokens }: { readonly tokens: readonly Token[] }): JSX.Element {
  return (
    <>
      {tokens.map(({ kind, text }, i) =>
        kind === 'other' || kind === 'name' ? (
          text
        ) : (
          <span key={i} className={`tk-${kind}`}>
            {text}
          </span>
        ),
      )}
    </>
  );
}

/** What a line calls, largest first. */
function Calls({
  line,
  answer,
  onFunction,
  nameOf,
}: Pick<SourceLinesProps, 'answer' | 'onFunction' | 'nameOf'> & { readonly line: SourceLine }): JSX.Element | null {
  if (line.calls.length === 0) return null;
  return (
    <span className="calls">
      {line.calls.map((call) => (
        <button
          type="button"
          key={call.function}
          className="lnk"
          title={t('Show {function}', { function: call.function })}
          onClick={(event) => {
            event.stopPropagation();
            onFunction(call.function);
          }}
        >
          {nameOf(call.function)} {formatValue(call.cum, answer.sampleType.unit)}
        </button>
      ))}
    </span>
  );
}

function copyText(
  rows: readonly SourceRow[],
  byLine: ReadonlyMap<number, SourceLine>,
  answer: SourceAnswer,
  current: number,
): string {
  const row = rows.find(({ line }) => line === current);
  const sampled = byLine.get(current);
  const text = row?.kind === 'code' ? (answer.code?.lines[current - answer.code.from] ?? '') : '';
  return `${answer.file}:${current}\t${sampled?.flat ?? 0}\t${sampled?.cum ?? 0}\t${text}\n`;
}
