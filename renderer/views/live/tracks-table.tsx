import { useEffect, useRef, type JSX } from 'react';
import type { LiveAnswer, Track } from '@core/api/live';
import { formatCount, formatNanoseconds } from '@core/base/format';
import { clockText } from '../../charts/live-scale';
import { percent, trackValue } from './words';
import { fromEngine } from '../../i18n/from-engine';
import { t } from '../../i18n/t';
import { CommandKey } from '../../ui/keys/caps';

const ROWS = 30;

/** The tracks in numbers: two dozen and a half equal parts of what they span, newest first, the last known value of each. */
export function TracksTable(props: {
  readonly answer: LiveAnswer;
  readonly states: readonly Track[];
  readonly onBack: () => void;
}): JSX.Element {
  const { answer, states } = props;
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => region.current?.focus(), []);
  const columns = states[0]?.values.length ?? answer.heap[0]?.values.length ?? 0;
  const rows = Math.min(ROWS, columns);
  const per = columns / Math.max(1, rows);
  const series: readonly { readonly track: Track; readonly text: (value: number) => string }[] = [
    ...states.map((track) => ({ track, text: formatCount })),
    ...[...answer.heap, ...answer.scheduler].map((track) => ({
      track,
      text: (v: number) => trackValue(v, track.unit),
    })),
    ...answer.channels.map((track) => ({ track, text: (v: number) => percent(v * 100) })),
  ];
  const known = series.map(({ track, text }) => ({
    track,
    text,
    cells: Array.from({ length: rows }, (_, row) =>
      lastIn(track.values, Math.floor(row * per), Math.floor((row + 1) * per)),
    ),
  }));
  const pausesIn = (row: number): string => {
    const [from, to] = [row, row + 1].map((n) => answer.fromMs + n * per * answer.stepMs) as [number, number];
    const { atMs, ns } = answer.pauses;
    let most = 0;
    atMs.forEach((at, i) => {
      if (at >= from && at < to) most = Math.max(most, ns[i]!);
    });
    return most === 0 ? '–' : formatNanoseconds(most);
  };
  return (
    <div className="lv-table" ref={region} tabIndex={0} role="region" aria-label={t('The tracks as a table')}>
      <p className="lv-table-head">
        <span className="d2">{t('Newest first. What is not known is –.')}</span>
        <button type="button" className="btn q" onClick={props.onBack}>
          {t('Back to the tracks')} <CommandKey id="metrics.table" />
        </button>
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('From')}</th>
            {known.map(({ track }) => (
              <th key={track.name} scope="col">
                {fromEngine(track.title)}
              </th>
            ))}
            <th scope="col">{t('Longest pause')}</th>
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, i) => rows - 1 - i).map((row) => (
            <tr key={row}>
              <th scope="row">{clockText(answer.fromMs + row * per * answer.stepMs, answer.stepMs * per)}</th>
              {known.map(({ track, text, cells }) => {
                const value = cells[row] ?? NaN;
                return <td key={track.name}>{Number.isNaN(value) ? '–' : text(value)}</td>;
              })}
              <td>{pausesIn(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The last known value of some columns; NaN without one. */
function lastIn(values: Float64Array, from: number, to: number): number {
  for (let i = Math.min(to, values.length) - 1; i >= from; i--) if (!Number.isNaN(values[i]!)) return values[i]!;
  return NaN;
}
