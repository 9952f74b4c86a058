import type { JSX } from 'react';
import type { CodeRef } from '@core/api/findings';
import { TRACE_KINDS, type TraceKind } from '@core/api/trace';
import { formatNanoseconds } from '@core/base/format';
import { frameLocation } from '../../ui/stack/stack-rows';
import { StateGlyph, stateColour } from '../../ui/state-glyph';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import { symbolText } from '../../ui/symbol/symbol-parts';
import type { Column } from '../../ui/table/columns';
import { KIND_LOOK, kindText } from '../../ui/trace-kinds';
import { kindTimes, lengthText, sumOf, timesSentence, UNSEEN } from './words';
import { t } from '../../i18n/t';

/** What a row's time went into, as one bar of its own whole. */
function TimesBar({ times }: { readonly times: readonly number[] }): JSX.Element {
  const all = sumOf(times);
  const words = timesSentence(times);
  return (
    <span className="times" role="img" aria-label={words} title={words}>
      {kindTimes(times).map(({ kind, ns }) => (
        <i
          key={kind}
          className={`t-${KIND_LOOK[kind].texture}`}
          style={{ width: `${(100 * ns) / all}%`, color: stateColour(KIND_LOOK[kind].kind) }}
        />
      ))}
    </span>
  );
}

export function KindWord({ kind, text }: { readonly kind: TraceKind; readonly text?: string }): JSX.Element {
  const word = text === undefined || text === '' ? kindText(kind) : text;
  return (
    <span title={word}>
      <StateGlyph kind={KIND_LOOK[kind].kind} /> {word}
    </span>
  );
}

/** A column of lengths of time. */
export function timeColumn<R>(
  id: string,
  title: string,
  of: (row: R) => number,
  more: Partial<Column<R>> = {},
): Column<R> {
  return {
    id,
    title,
    width: 76,
    align: 'right',
    sortable: true,
    cell: (row) => (of(row) === 0 ? <span className="d">–</span> : formatNanoseconds(of(row))),
    value: of,
    fit: (row) => lengthText(of(row)).length * 6.8,
    ...more,
  };
}

export function timesColumn<R>(of: (row: R) => readonly number[]): Column<R> {
  return {
    id: 'times',
    title: t('Time'),
    width: 116,
    min: 84,
    grow: 0.5,
    cell: (row) => <TimesBar times={of(row)} />,
    value: (row) => timesSentence(of(row)),
    fit: () => 150,
  };
}

export const kindTime = (times: readonly number[], kind: TraceKind): number => times[TRACE_KINDS.indexOf(kind)] ?? 0;

/** A column with a function; `place` adds file and line. */
export function codeColumn<R>(
  id: string,
  title: string,
  of: (row: R) => CodeRef | null,
  options: { readonly ownModule: string; readonly place: boolean; readonly none?: string },
): Column<R> {
  const { ownModule, place, none = t(UNSEEN) } = options;
  const text = (row: R): string => {
    const ref = of(row);
    if (ref === null) return none;
    return place ? `${ref.function} ${frameLocation(ref)}` : ref.function;
  };
  return {
    id,
    title,
    width: 230,
    min: 130,
    grow: 1,
    sortable: true,
    cell: (row, { width }) => {
      const ref = of(row);
      if (ref === null) return <span className="d2">{none}</span>;
      const where = place ? frameLocation(ref) : '';
      if (where === '') return <Symbol name={ref.function} ownModule={ownModule} chars={codeChars(width)} />;
      const room = width - where.length * 6.2 - 10;
      return (
        <span className="code-at">
          <Symbol name={ref.function} ownModule={ownModule} chars={codeChars(Math.max(60, room))} />
          <span className="loc d2 m">{where}</span>
        </span>
      );
    },
    value: text,
    fit: (row) => {
      const ref = of(row);
      return ref === null ? none.length * 6.4 : symbolText(ref.function, ownModule).length * 6.25 + (place ? 110 : 0);
    },
  };
}
