import { useCallback, useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import { formatValue } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { COMPARE_TABS, type CompareState, type CompareTab } from '../../state/compare';
import { sidesOf, timelineKind, type Sides } from '../../state/sides';
import { useLayout } from '../../state/settings';
import { useView, viewOf } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import { Halves } from '../../ui/halves';
import { NormalisePick } from '../../ui/normalise-pick';
import { Segments } from '../../ui/segments';
import { changeClass, changeShare, mayBeChance, signedValue } from './change-text';
import { FindingChanges } from './finding-changes';
import { FunctionChanges } from './function-changes';
import { GroupChanges } from './group-changes';
import { Head } from './head';
import { Totals } from './totals';
import { Trend } from './trend';
import { msg, t } from '../../i18n/t';
import './compare.css';

const TABS: Readonly<Record<CompareTab, { readonly text: string; readonly title: string }>> = {
  functions: { text: msg('functions'), title: msg('Functions by what changed between A and B') },
  groups: { text: msg('groups'), title: msg('Groups of goroutines by what changed between A and B') },
  trend: { text: msg('trend'), title: msg('Functions over all captures of this kind') },
};

export function CompareView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const state = useView(info.doc);
  const found = sidesOf(info, state);
  const a = found?.a.index;
  const b = found?.b.index;
  // The same sides keep their identity, so that tables keep theirs.
  const sides = useMemo((): Sides | null => {
    const [one, other] = [a, b].map((index) => info.captures.find((capture) => capture.index === index));
    return one === undefined || other === undefined ? null : { a: one, b: other };
  }, [info, a, b]);
  return sides === null ? null : <Compare info={info} sides={sides} />;
}

function Compare({ info, sides }: { readonly info: DocumentInfo; readonly sides: Sides }): JSX.Element {
  const { doc } = info;
  const state = useView(doc);
  const { compare, filter, flame, runtimeFrames } = state;
  const view = useMemo(() => viewOf(doc), [doc]);
  const [share, setShare] = useLayout<number>('compare.upper', 36);
  const { a, b } = sides;
  const { answer, error } = useQuery('compare', { doc, base: a.index, capture: b.index });
  const sampleType =
    state.sampleType !== null && state.sampleType < b.sampleTypes.length ? state.sampleType : b.defaultSampleType;
  const type = b.sampleTypes[sampleType];
  const set = (next: Partial<CompareState>): void => view.change((now) => ({ compare: { ...now.compare, ...next } }));

  const onPick = useCallback(
    (side: 'a' | 'b', index: number) =>
      view.change((now) => {
        // The same capture on both sides is no comparison: the other side takes what this one had.
        if (side === 'a')
          return { capture: index === b.index ? a.index : b.index, flame: { ...now.flame, base: index, zoom: null } };
        const base = index === a.index ? b.index : a.index;
        return { capture: index, sampleType: null, flame: { ...now.flame, base, zoom: null } };
      }),
    [view, a, b],
  );
  const swap = useCallback(
    () => view.change((now) => ({ capture: a.index, flame: { ...now.flame, base: b.index, zoom: null } })),
    [view, a, b],
  );
  const openFlame = useCallback(
    (name: string | null) =>
      view.change((now) => ({
        view: 'flame',
        capture: b.index,
        flame: { ...now.flame, mode: 'diff', base: a.index, zoom: null },
        selection: { ...now.selection, node: null, ...(name === null ? {} : { function: name }) },
      })),
    [view, a, b],
  );
  const commands = useMemo<readonly Command[]>(() => [viewCommand('compare.swap', { run: swap })], [swap]);
  useCommands(commands);

  const alike = info.captures.filter(({ kind }) => kind === b.kind).length;
  const possible: Readonly<Record<CompareTab, boolean>> = {
    functions: type !== undefined,
    groups: a.counts.goroutines !== null && b.counts.goroutines !== null,
    trend: alike > 2 && type !== undefined && timelineKind(b.kind) !== null,
  };
  const tabs = COMPARE_TABS.filter((tab) => possible[tab]);
  const tab = possible[compare.tab] ? compare.tab : tabs[0];
  const total = answer?.totals.find((row) => row.type === type?.type);
  const change = total === undefined ? null : { base: total.base, new: total.new, delta: total.new - total.base };
  return (
    <div className="compare">
      <Head
        info={info}
        sides={sides}
        totals={
          change === null || total === undefined
            ? null
            : {
                a: formatValue(total.base, total.unit),
                b: formatValue(total.new, total.unit),
                delta: signedValue(change.delta, total.unit),
                share: changeShare(change),
                tone: changeClass(change.delta, mayBeChance(change, total.error)),
              }
        }
        onPick={onPick}
        onSwap={swap}
      />
      <Halves
        label={t('Height of totals and findings')}
        share={share}
        onShare={setShare}
        upperMin={96}
        lowerMin={140}
        upper={
          answer === null ? (
            <p className="cmp-none" aria-busy={error === null}>
              {error === null ? '' : errorText(error)}
            </p>
          ) : (
            <div className="cmp-upper">
              <div className="list">
                <Totals answer={answer} sides={sides} />
              </div>
              <FindingChanges doc={doc} answer={answer} />
            </div>
          )
        }
        lower={
          tab === undefined || type === undefined ? (
            <p className="cmp-none">{t('These captures have no samples: what they have in common stands above.')}</p>
          ) : (
            <div className="cmp-lower">
              <div className="tools">
                <Segments
                  label={t('Compare by')}
                  options={tabs.map((value) => ({ value, ...TABS[value] }))}
                  value={tab}
                  onChange={(next) => set({ tab: next })}
                />
                {tab === 'functions' && (
                  <>
                    <Segments
                      label={t('Value')}
                      options={[
                        { value: 'cum', text: t('cum'), title: t('With everything the function calls') },
                        { value: 'flat', text: t('flat'), title: t('What the function itself takes') },
                      ]}
                      value={compare.measure}
                      onChange={(measure) => set({ measure })}
                    />
                    <NormalisePick
                      value={flame.normalize}
                      a={a}
                      b={b}
                      selected={state.selection.function}
                      onChange={(normalize) => view.change((now) => ({ flame: { ...now.flame, normalize } }))}
                    />
                  </>
                )}
                <span className="grow" />
                <button type="button" className="btn q" onClick={() => openFlame(null)}>
                  {t('Difference in Flame')}
                </button>
              </div>
              <div className="list">
                {tab === 'functions' && (
                  <FunctionChanges
                    info={info}
                    asked={{
                      ...{ doc, capture: b.index, base: a.index, sampleType, filter, normalize: flame.normalize },
                      ...(runtimeFrames && b.hidesFrames ? { runtimeFrames: true } : {}),
                    }}
                    onOpen={openFlame}
                  />
                )}
                {tab === 'groups' && <GroupChanges info={info} sides={sides} />}
                {tab === 'trend' && <TrendOf info={info} kind={b.kind} type={type.type} onOpen={openFlame} />}
              </div>
            </div>
          )
        }
      />
    </div>
  );
}

function TrendOf(props: {
  readonly info: DocumentInfo;
  readonly kind: Sides['b']['kind'];
  readonly type: string;
  readonly onOpen: (name: string) => void;
}): JSX.Element | null {
  const kind = timelineKind(props.kind);
  return kind === null ? null : <Trend info={props.info} kind={kind} sampleType={props.type} onOpen={props.onOpen} />;
}
