import type { JSX } from 'react';
import type { PossibleReleaser, WaiterRow, WaitingGroup } from '@core/api/waiters';
import { formatCount } from '@core/base/format';
import { stateColour, stateKind, stateTexture } from '../../ui/state-glyph';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import { BOX, type Lanes, type PlacedCycle, type PlacedRow } from './layout';
import { ObjectIcon } from './object-icon';
import {
  countText,
  drawnKind,
  minutesText,
  noReleaserText,
  nobodyText,
  objectLines,
  operationText,
  placeText,
  rowText,
} from './words';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

interface GraphRowProps {
  readonly placed: PlacedRow;
  readonly lanes: Lanes;
  readonly ownModule: string;
  readonly selected: boolean;
  readonly focusable: boolean;
  /** The cycle it is drawn in. */
  readonly cycle: PlacedCycle | undefined;
  /** Place in the graph, from 1, of each object. */
  readonly numberOf: ReadonlyMap<string, number>;
  readonly onSelect: (row: WaiterRow) => void;
  readonly onOpen: (row: WaiterRow) => void;
}

/** One object with who waits for it and who could release it. */
export function GraphRow(props: GraphRowProps): JSX.Element {
  const { placed, lanes, ownModule, selected, cycle, numberOf } = props;
  const { row, top, height } = placed;
  const place = { role: 'row', 'aria-rowindex': placed.index + 2, 'data-row': placed.index } as const;
  const tabIndex = props.focusable ? 0 : -1;
  if (row === undefined) return <div {...place} className="wt-row" tabIndex={tabIndex} style={{ top, height }} />;
  const kind = drawnKind(row);
  const [title, state] = objectLines(row);
  const at = (y: number): { readonly top: number } => ({ top: y - top });
  const spoken =
    cycle === undefined
      ? rowText(row)
      : t('{row} Part of a cycle: {text}', { row: rowText(row), text: cycle.cycle.text });
  return (
    <div
      {...place}
      className={`wt-row${selected ? ' on' : ''}${row.cycle > 0 ? ' cycle' : ''}`}
      aria-label={spoken}
      aria-selected={selected}
      tabIndex={tabIndex}
      style={{ top, height }}
      onClick={() => props.onSelect(row)}
      onDoubleClick={() => props.onOpen(row)}
    >
      <div role="gridcell">
        {placed.groups.map((group) => (
          <GroupBox
            key={group.value.group}
            group={group.value}
            style={{ ...at(group.top), left: lanes.groups.x, width: lanes.groups.width }}
            ownModule={ownModule}
          />
        ))}
        {placed.moreGroups !== null && (
          <p className="wt-more" style={{ ...at(placed.moreGroups.top), left: lanes.groups.x }}>
            {t('{shown} more {stacks, plural, one {stack} other {stacks}}', {
              shown: formatCount(placed.moreGroups.value),
              stacks: placed.moreGroups.value,
            })}
          </p>
        )}
      </div>
      <div role="gridcell">
        <div
          className={`wt-pill${kind !== row.kind ? ' unsure' : ''}`}
          style={{ ...at(placed.objectTop), left: lanes.object.x, width: lanes.object.width, height: BOX }}
          title={`${row.title}${row.type === '' ? '' : ` (${row.type})`}`}
        >
          <ObjectIcon kind={kind} />
          <span className="clip">
            <b className="clip">{title}</b>
            <span className="clip d2">{state}</span>
          </span>
        </div>
      </div>
      <div role="gridcell">
        {placed.releasers.map((releaser, i) => (
          <ReleaserBox
            key={i}
            releaser={releaser.value}
            row={numberOf.get(releaser.value.waitsFor)}
            style={{ ...at(releaser.top), left: lanes.releasers.x, width: lanes.releasers.width }}
            ownModule={ownModule}
          />
        ))}
        {placed.moreReleasers !== null && (
          <p className="wt-more" style={{ ...at(placed.moreReleasers.top), left: lanes.releasers.x }}>
            {t('{releasers} more', { releasers: formatCount(placed.moreReleasers.value) })}
          </p>
        )}
        {placed.releasers.length === 0 && cycle === undefined && (
          <Nobody
            row={row}
            style={{ ...at(placed.objectTop), left: lanes.releasers.x, width: lanes.releasers.width }}
          />
        )}
      </div>
    </div>
  );
}

interface Place {
  readonly top: number;
  readonly left: number;
  readonly width: number;
}

function Strip({ of }: { readonly of: Pick<WaitingGroup, 'operation' | 'state'> }): JSX.Element {
  const kind = stateKind(of.operation, of.state);
  return <i className={`wt-strip ${stateTexture(kind)}`} style={{ color: stateColour(kind) }} />;
}

function GroupBox(props: {
  readonly group: WaitingGroup;
  readonly style: Place;
  readonly ownModule: string;
}): JSX.Element {
  const { group, style } = props;
  const place = placeText(group);
  const room = style.width - 36 - place.length * 6.2;
  const wait = group.waitMinutes === null ? '' : `, ${minutesText(group.waitMinutes)}`;
  return (
    <div className="wt-box" style={{ ...style, height: BOX }}>
      <Strip of={group} />
      <span className="wt-two">
        <b>{countText(group)}</b>
        <span className="clip d2">
          {operationText(group)}
          {wait}
        </span>
      </span>
      <span className="wt-two">
        {group.site === null ? (
          <span className="d">{t('no site')}</span>
        ) : (
          <Symbol name={group.site.function} ownModule={props.ownModule} chars={codeChars(room)} />
        )}
        <span className="m d2">{place}</span>
      </span>
    </div>
  );
}

function ReleaserBox(props: {
  readonly releaser: PossibleReleaser;
  /** Row that it waits in itself, from 1. */
  readonly row: number | undefined;
  readonly style: Place;
  readonly ownModule: string;
}): JSX.Element {
  const { releaser, row, style } = props;
  const count = countText(releaser);
  return (
    <div className="wt-box guess" style={{ ...style, height: BOX }} title={fromEngine(releaser.why)}>
      <Strip of={releaser} />
      <span className="wt-two start">
        <b>{count}</b>
        {releaser.site !== null && (
          <Symbol
            name={releaser.site.function}
            ownModule={props.ownModule}
            chars={codeChars(style.width - 40 - count.length * 7.2)}
          />
        )}
      </span>
      <span className="clip d2">
        {row === undefined
          ? t('{operation} at {place}', { operation: operationText(releaser), place: placeText(releaser) })
          : t('{operation}, waits in row {row} itself', { operation: operationText(releaser), row })}
      </span>
    </div>
  );
}

/** Where nobody is drawn: looked for and not found, or not looked for. */
function Nobody({ row, style }: { readonly row: WaiterRow; readonly style: Place }): JSX.Element {
  if (row.nobody && row.kind !== 'nil channel') {
    return (
      <div className="wt-box guess nobody" style={{ ...style, height: BOX }}>
        <b className="clip">{nobodyText(row)}</b>
        <span className="clip d2">{t('in no stack that was read')}</span>
      </div>
    );
  }
  return (
    <p className="wt-more mid" style={style}>
      {noReleaserText(row)}
    </p>
  );
}
