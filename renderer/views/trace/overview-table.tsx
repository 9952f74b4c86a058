import type { JSX } from 'react';
import { FIRST_BLOCKED, type TraceTimelineAnswer } from '@core/api/trace';
import { formatBytes } from '@core/base/format';
import { momentText } from '../../charts/trace-scale';
import { t } from '../../i18n/t';

const ROWS = 24;

/** The overview in numbers: means over two dozen equal parts of what it spans. */
export function OverviewTable({ answer }: { readonly answer: TraceTimelineAnswer }): JSX.Element {
  const rows = Math.min(ROWS, answer.width);
  const per = answer.width / rows;
  const mean = (column: ArrayLike<number>, row: number): number => {
    const [from, to] = [Math.floor(row * per), Math.max(Math.floor(row * per) + 1, Math.floor((row + 1) * per))];
    let sum = 0;
    for (let i = from; i < to; i++) sum += column[i] ?? 0;
    return sum / (to - from);
  };
  const number = (value: number): string => value.toFixed(value < 100 ? 1 : 0);
  return (
    <div className="plot-table" tabIndex={0} role="region" aria-label={t('The overview as a table')}>
      <table>
        <thead>
          <tr>
            {[t('From'), t('Running'), t('Runnable'), t('Syscall'), t('Blocked'), t('Ps running'), t('Heap')].map(
              (head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, row) => {
            const from = Math.floor(row * per);
            const blocked = answer.states.slice(FIRST_BLOCKED).reduce((sum, column) => sum + mean(column, row), 0);
            const heap = answer.heap[from] ?? NaN;
            return (
              <tr key={row}>
                <th scope="row">
                  {momentText(answer.range.fromNs + from * answer.bucketNs, answer.range.toNs, answer.bucketNs * per)}
                </th>
                {answer.states.slice(0, FIRST_BLOCKED).map((column, kind) => (
                  <td key={kind}>{number(mean(column, row))}</td>
                ))}
                <td>{number(blocked)}</td>
                <td>{number(mean(answer.procs, row))}</td>
                <td>{Number.isNaN(heap) ? '–' : formatBytes(heap)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
