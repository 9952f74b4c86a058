import { useLayoutEffect, useRef, useState, type JSX } from 'react';
import type { FlameAnswer } from '@core/api/queries';
import { formatCount } from '@core/base/format';
import { FLAG_INLINED, FLAG_TICK } from '../../charts/flame-geometry';
import { Symbol } from '../../ui/symbol/symbol';
import { rootText, tipTable } from './flame-text';
import { rich, t } from '../../i18n/t';

interface FlameTipProps {
  readonly answer: FlameAnswer;
  readonly box: number;
  readonly ownModule: string;
  /** Where the pointer is, px of the pane, and the pane's size. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is known of the box under the pointer. Never the only place: selecting the box shows the same in the inspector. */
export function FlameTip({ answer, box, ownModule, x, y, width, height }: FlameTipProps): JSX.Element {
  const ref = useRef<HTMLDivElement | null>(null);
  const [place, setPlace] = useState<{ readonly left: number; readonly top: number } | null>(null);
  useLayoutEffect(() => {
    const own = ref.current?.getBoundingClientRect();
    if (own === undefined) return;
    const below = y + 10 + own.height <= height;
    setPlace({
      left: Math.max(4, Math.min(x + 12, width - own.width - 8)),
      top: below ? y + 10 : Math.max(4, y - own.height - 28),
    });
  }, [x, y, width, height, box]);
  const name = answer.names[answer.name[box]!];
  const isTick = (answer.flags[box]! & FLAG_TICK) !== 0;
  const isRoot = box === 0 && rootText(answer) !== '';
  const table = tipTable(answer, box);
  return (
    <div ref={ref} className="flame-tip" role="presentation" style={place ?? { visibility: 'hidden' }}>
      {isTick ? (
        <div>
          {rich('{merged} boxes narrower than a pixel; the widest is {name}', {
            merged: formatCount(answer.merged[box]!),
            name: <Symbol name={name?.function ?? ''} ownModule={ownModule} chars={40} />,
          })}
        </div>
      ) : isRoot ? (
        <div className="b">{t('all')}</div>
      ) : (
        <>
          <div className="clip">
            <Symbol name={name?.function ?? ''} ownModule={ownModule} />
            {(answer.flags[box]! & FLAG_INLINED) !== 0 && <span className="d"> {t('inlined')}</span>}
          </div>
          {name !== undefined && name.file !== '' && <div className="m d file">{name.file}</div>}
        </>
      )}
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{table.head[0]}</th>
            <th scope="col">{table.head[1]}</th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ title, cells, tone }) => (
            <tr key={title} className={tone}>
              <th scope="row">{title}</th>
              <td>{cells[0]}</td>
              <td>{cells[1]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
