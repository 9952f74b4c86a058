import { useCallback, useMemo, useState, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { Shape } from '@core/api/profile';
import type { FlameAnswer, FunctionDetailAnswer, ProfileParams } from '@core/api/queries';
import { ownPackages } from '@core/base/box-colours';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { keepOrder } from '../../charts/flame-colours';
import { SmallFlame } from '../../charts/small-flame';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { useLayout, useSettings } from '../../state/settings';
import { viewOf } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { CommandKey } from '../../ui/keys/caps';
import { viewCommand } from '../../ui/keys/view-commands';
import { Symbol } from '../../ui/symbol/symbol';
import { Relatives } from './relatives';
import { t } from '../../i18n/t';

/** Remembered switch between boxes and tables. */
const AS_TABLE = 'top.relatives';

interface SandwichProps {
  readonly info: DocumentInfo;
  readonly params: ProfileParams;
  readonly name: string;
  readonly unit: string;
}

/** Callers above, the function, callees below, as boxes on one axis or as two tables. */
export function Sandwich({ info, params, name, unit }: SandwichProps): JSX.Element {
  const [asTable] = useLayout<boolean>(AS_TABLE, false);
  const setLayout = useSettings((s) => s.setLayout);
  const toggle = useCallback(() => setLayout(AS_TABLE, !asTable), [setLayout, asTable]);
  const commands = useMemo<readonly Command[]>(() => [viewCommand('top.table', { run: toggle })], [toggle]);
  useCommands(commands);
  const { answer, error, stale } = useQuery('functionDetail', { ...params, function: name });
  if (answer === null) return <p className="beside-empty d2">{error === null ? '' : errorText(error)}</p>;
  const list = (title: string, rows: FunctionDetailAnswer['callers'], total: number): JSX.Element => (
    <Relatives info={info} title={title} rows={rows} total={total} of={answer.cum} unit={unit} stale={stale} />
  );
  const middle = (
    <div className="sandwich-self" title={answer.function}>
      <span className="clip grow">
        <Symbol name={answer.function} ownModule={info.ownModule} />
      </span>
      <span>{t('flat {flat}', { flat: formatValue(answer.flat, unit) })}</span>
      <b>
        {t('cum {cum}, {share}', {
          cum: formatValue(answer.cum, unit),
          share: formatShare(answer.cum, answer.total),
        })}
      </b>
    </div>
  );
  const switcher = (
    <button type="button" className={`btn q${asTable ? ' on' : ''}`} aria-pressed={asTable} onClick={toggle}>
      {t('Table')} <CommandKey id="top.table" />
    </button>
  );
  if (!asTable) return <Boxes info={info} params={params} detail={answer} middle={middle} switcher={switcher} />;
  return (
    <div className="sandwich">
      {list(t('Callers'), answer.callers, answer.callersTotal)}
      {middle}
      {list(t('Callees'), answer.callees, answer.calleesTotal)}
      <div className="sandwich-foot d2">
        {t('Shares and bars are of this function’s cum.')}
        <span className="grow" />
        {switcher}
      </div>
    </div>
  );
}

/** What is merged above a function, and what below it, drawn as boxes that are as wide as their share of it. */
function Boxes(props: {
  readonly info: DocumentInfo;
  readonly params: ProfileParams;
  readonly detail: FunctionDetailAnswer;
  readonly middle: JSX.Element;
  readonly switcher: JSX.Element;
}): JSX.Element {
  const { info, params, detail, middle, switcher } = props;
  const { doc, ownModule } = info;
  const [width, setWidth] = useState(0);
  const [pointed, setPointed] = useState<{ readonly side: Shape['direction']; readonly box: number } | null>(null);
  const asked = (direction: Shape['direction']) =>
    width === 0
      ? null
      : {
          ...{ ...params, zoom: null, width, minPx: 1, search: '' },
          shape: { direction, at: detail.function },
        };
  const callers = useQuery('flame', asked('up'));
  const callees = useQuery('flame', asked('down'));
  const packages = useMemo(
    () =>
      [callers.answer, callees.answer].reduce<readonly string[]>(
        (order, answer) => (answer === null ? order : keepOrder(order, ownPackages(answer))),
        [],
      ),
    [callers.answer, callees.answer],
  );
  const walkTo = (name: string): void => viewOf(doc).select({ function: name, node: null });
  const side = (
    direction: Shape['direction'],
    { answer, error }: typeof callers,
    label: string,
    none: string | null,
  ): JSX.Element => (
    // Halves, whatever comes: what is between them stays where it is. Where there is nothing, that is known with the function.
    <div className={none === null ? 'boxes' : 'boxes none'}>
      {error !== null || none !== null ? (
        <p className="beside-empty d2">{error === null ? none : errorText(error)}</p>
      ) : (
        <SmallFlame
          label={label}
          answer={answer}
          mode={direction === 'up' ? 'flame' : 'icicle'}
          skipRoot
          rootLabel=""
          packages={packages}
          marked={null}
          onHover={(box) => setPointed(box < 0 ? null : { side: direction, box })}
          onSelect={walkTo}
          onOpen={walkTo}
          onWidth={setWidth}
        />
      )}
    </div>
  );
  const above = t('Callers, {count} direct', { count: formatCount(detail.callersTotal) });
  const below = t('Callees, {count} direct', { count: formatCount(detail.calleesTotal) });
  const from = pointed?.side === 'up' ? callers.answer : callees.answer;
  return (
    <div className="sandwich">
      <div className="hd">
        <span>{above}</span>
        <span className="grow" />
        {switcher}
      </div>
      {side('up', callers, above, detail.callersTotal > 0 ? null : t('Nothing calls it: it begins its stacks.'))}
      {middle}
      {side('down', callees, below, detail.calleesTotal > 0 ? null : t('It calls nothing that was sampled.'))}
      <div className="sandwich-foot d2">
        {pointed !== null && from !== null && pointed.box < from.count ? (
          <Pointed answer={from} box={pointed.box} ownModule={ownModule} />
        ) : (
          <>
            <span>{below}</span>
            <span className="grow" />
            <span className="clip">{t('width = share of this function')}</span>
          </>
        )}
      </div>
    </div>
  );
}

/** The box under the pointer, in place of the line below the picture. */
function Pointed(props: {
  readonly answer: FlameAnswer;
  readonly box: number;
  readonly ownModule: string;
}): JSX.Element {
  const { answer, box, ownModule } = props;
  const value = answer.cum[box]!;
  return (
    <>
      <span className="clip">
        <Symbol name={answer.names[answer.name[box]!]?.function ?? ''} ownModule={ownModule} chars={48} />
      </span>
      <span className="grow" />
      <span>
        {t('{value}, {share} of this function', {
          value: formatValue(value, answer.sampleType.unit),
          share: formatShare(value, answer.cum[0]!),
        })}
      </span>
    </>
  );
}
