import type { JSX } from 'react';
import { FLAG_TICK, childrenOf, siblingsOf, type FlameLevels } from '../../charts/flame-geometry';
import { boxText } from './flame-text';
import { t } from '../../i18n/t';

/**
 * The focused box and its relatives as tree items that only screen readers meet: the path to it, its neighbours, its children.
 * The whole tree would be thousands of elements; whoever walks it always finds the next step here.
 */
export function FlameTree({
  levels,
  focused,
  ownModule,
  prefix,
}: {
  readonly levels: FlameLevels;
  readonly focused: number;
  readonly ownModule: string;
  /** Before a box's number in the id of its item, for aria-activedescendant. */
  readonly prefix: string;
}): JSX.Element {
  const { answer } = levels;
  const at = focused >= 0 && focused < answer.count ? focused : 0;
  if (answer.count === 0) return <div className="sr" role="treeitem" aria-level={1} aria-label={t('No boxes')} />;
  const path: number[] = [];
  for (let box = answer.parent[at]!; box >= 0; box = answer.parent[box]!) path.unshift(box);
  const siblings = siblingsOf(levels, at);
  const place = siblings.indexOf(at);
  const near = siblings.slice(Math.max(0, place - 1), place + 2);
  const children = (answer.flags[at]! & FLAG_TICK) !== 0 ? [] : childrenOf(levels, at);
  const item = (box: number, position: number, size: number): JSX.Element => (
    <div
      key={box}
      id={prefix + box}
      role="treeitem"
      aria-level={answer.level[box]! + 1}
      aria-posinset={position + 1}
      aria-setsize={size}
      aria-selected={box === at}
      aria-label={boxText(answer, box, ownModule)}
    />
  );
  return (
    <div className="sr" role="presentation">
      {path.map((box) => {
        const around = siblingsOf(levels, box);
        return item(box, around.indexOf(box), around.length);
      })}
      {near.map((box) => item(box, siblings.indexOf(box), siblings.length))}
      {children.slice(0, 20).map((box, i) => item(box, i, children.length))}
    </div>
  );
}
