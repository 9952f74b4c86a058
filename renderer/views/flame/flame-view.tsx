import { useCallback, useEffect, useMemo, useRef, useState, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { FlameAnswer, ProfileParams } from '@core/api/queries';
import { formatShare, formatValue } from '@core/base/format';
import { samplesText, useNoMatch } from '../../client/use-no-match';
import { useQuery } from '../../client/use-query';
import { ownPackages } from '@core/base/box-colours';
import { keepOrder } from '../../charts/flame-colours';
import { FLAG_MATCH, pathOf } from '../../charts/flame-geometry';
import type { FlameState, FlameZoom } from '../../state/flame';
import { captureAt, profileParams } from '../../state/scope';
import { useLayout } from '../../state/settings';
import { useView, viewOf } from '../../state/view';
import { Halves } from '../../ui/halves';
import { NoMatch } from '../../ui/no-match';
import { Screen } from '../../ui/screen';
import { StatusItem } from '../../ui/status-slot';
import { functionActions, useFlameCommands } from './box-actions';
import { Crumbs } from './crumbs';
import { DiffHead } from './diff-head';
import { DiffTable } from './diff-table';
import { FlameGraph } from './flame-graph';
import { baseOf, comparable, swapped, treeParams, zoomParams } from './flame-params';
import { flamePictureOf } from './flame-picture-of';
import { useFlamePicture } from './flame-picture';
import { matchText, nextMatch, rootText } from './flame-text';
import { FlameTools } from './flame-tools';
import { Heaviest } from './heaviest';
import { Legend } from './legend';
import { Sandwich } from './sandwich';
import { selectedBox } from './selected-box';
import { useFlame, type Flame } from './use-flame';
import { t } from '../../i18n/t';
import './flame.css';

/** Changes listed below a difference; the rest is counted. */
const CHANGES = 1000;

export function FlameView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const state = useView(info.doc);
  const params = profileParams(info, state);
  return params === null ? null : <FlameOf key={info.doc} info={info} params={params} />;
}

function FlameOf(props: { readonly info: DocumentInfo; readonly params: ProfileParams }): JSX.Element {
  const { info } = props;
  const { doc, ownModule } = info;
  const { flame: state, selection } = useView(doc);
  // A difference is one of whole captures.
  const { range, ...all } = props.params;
  const content = JSON.stringify(range === undefined || state.mode === 'diff' ? all : { ...all, range });
  const params = useMemo(() => JSON.parse(content) as ProfileParams, [content]);
  const { mode, by, search, zoom } = state;
  const view = useMemo(() => viewOf(doc), [doc]);
  const actions = useMemo(() => functionActions(doc), [doc]);
  const set = useCallback(
    (change: Partial<FlameState>) => view.change((now) => ({ flame: { ...now.flame, ...change } })),
    [view],
  );

  const isSandwich = mode === 'sandwich';
  const base = mode === 'diff' ? baseOf(info, params, state.base) : null;
  const alone = mode === 'diff' && base === null;
  const middle = useMiddle(params, state);
  const half = (direction: 'up' | 'down') =>
    middle === null ? null : treeParams(params, { ...state, root: null }, null, { direction, at: middle });
  const whole = useFlame(
    isSandwich || alone ? null : treeParams(params, state, base?.index ?? null),
    isSandwich ? null : zoom,
    search,
  );
  const callers = useFlame(half('up'), null, search);
  const callees = useFlame(half('down'), null, search);
  const main = isSandwich ? callees : whole;
  const { answer } = main;
  const diff = useQuery(
    'diff',
    base === null
      ? null
      : {
          ...{ ...params, base: base.index, normalize: state.normalize, sort: 'cum', by },
          ...{ offset: 0, limit: CHANGES },
        },
  );

  const packages = usePackageOrder(answer, isSandwich ? callers.answer : null);
  const [painted, setPainted] = useState<number | null>(null);
  const marked = by === 'function' ? selection.function : null;
  const selectedIn = (flame: Flame): number => selectedBox(flame.answer, selection.node, marked);
  const selected = selectedIn(main);

  /** A box is a function where boxes are functions, but for the root and the values of a label. */
  const functionOf = (flame: Flame, box: number): string | null => {
    if (flame.answer === null || by !== 'function' || isRoot(flame.answer, box)) return null;
    const level = flame.answer.crumbs.length - 1 + flame.answer.level[box]!;
    if (state.root !== null && !isSandwich && level === 1) return null;
    return flame.answer.names[flame.answer.name[box]!]?.function ?? null;
  };
  const select = (flame: Flame, box: number): void => {
    if (flame.answer === null) return;
    flame.focus(box);
    const node = isRoot(flame.answer, box) ? null : `f-${flame.answer.node[box]!}`;
    view.select({ node, function: functionOf(flame, box) });
  };
  const zoomTo = (to: FlameZoom | null): void => set({ zoom: to });
  const zoomToCrumb = (crumb: number): void => {
    const to = answer?.crumbs[crumb];
    if (answer === null || to === undefined || crumb === 0) zoomTo(null);
    else zoomTo({ node: to.node, path: answer.crumbs.slice(1, crumb + 1).map(({ name }) => name), tree: whole.key });
  };
  const selectName = (name: string): void => {
    if (isSandwich) view.touch((now) => ({ flame: { ...now.flame, at: name } }));
    if (by === 'function') view.select({ function: name, node: null });
  };

  const searchInput = useRef<HTMLInputElement | null>(null);
  useFlameCommands(doc, marked, {
    find: () => searchInput.current?.select(),
    zoom: () => {
      if (isSandwich && marked !== null) set({ at: marked });
      else if (answer !== null && selected > 0)
        zoomTo({ node: `f-${answer.node[selected]!}`, path: pathOf(answer, selected), tree: whole.key });
    },
    reset: () => zoomTo(null),
    next: (step) => {
      for (const flame of isSandwich ? [callees, callers] : [whole]) {
        if (flame.answer === null || search === '') continue;
        const box = nextMatch(flame.answer, flame.focused, step, (flags) => (flags & FLAG_MATCH) !== 0);
        if (box >= 0) return select(flame, box);
      }
    },
  });
  // A zoom that another filter or capture no longer has, or has nothing in.
  const { error, stale } = whole;
  useEffect(() => {
    const gone = error?.code === 'not-found' || (whole.answer !== null && !stale && whole.answer.zoomed === 0);
    if (gone && zoom !== null) view.touch((now) => ({ flame: { ...now.flame, zoom: null } }));
  }, [whole.answer, error, stale, zoom, view]);

  const unit = answer?.sampleType.unit ?? 'count';
  const nothing = base === null && answer !== null && !main.stale && answer.zoomed === 0;
  const noMatch = useNoMatch(nothing ? params : null, 'sample', (value) =>
    answer === null ? '' : samplesText(value, answer.sampleType),
  );
  const [share, setShare] = useLayout<number>('flame.graph', 78);
  const picture = useFlamePicture(
    answer === null || nothing
      ? null
      : flamePictureOf({
          ...{ info, params, state, middle, base, packages, zoomed: answer },
          trees: isSandwich ? [callers.tree, callees.tree] : [whole.tree],
          zoom: isSandwich ? null : zoomParams(zoom, whole.key),
        }),
  );

  const graph = (flame: Flame, label: string, side: 'callers' | 'callees' | null): JSX.Element => (
    <FlameGraph
      label={label}
      flame={flame}
      mode={mode === 'flame' || side === 'callers' ? 'flame' : 'icicle'}
      skipRoot={side !== null}
      rootLabel={flame.answer === null ? '' : rootText(flame.answer)}
      colouring={state.colour}
      packages={packages}
      ownModule={ownModule}
      selected={selectedIn(flame)}
      marked={marked}
      functionOf={(box) => functionOf(flame, box)}
      actions={actions}
      onSelect={(box) => select(flame, box)}
      onZoom={zoomTo}
      {...(side === null ? {} : { onCentre: (name: string) => set({ at: name }) })}
      onSandwich={(box) => {
        const name = flame.answer?.names[flame.answer.name[box]!]?.function;
        const can = name !== undefined && (functionOf(flame, box) !== null || (by !== 'function' && box > 0));
        return can && mode !== 'diff' ? () => actions.sandwich(name) : null;
      }}
      onBack={() => zoomToCrumb((answer?.crumbs.length ?? 1) - 2)}
      onPainted={setPainted}
      picture={picture}
      {...(side === null ? {} : { foot: <></> })}
    />
  );
  return (
    <div className="flame">
      {base !== null && (
        <DiffHead
          a={base}
          b={captureAt(info, params.capture) ?? base}
          captures={info.captures.filter(
            ({ index }) =>
              index === params.capture ||
              comparable(info, params.capture, params.sampleType).some((other) => other.index === index),
          )}
          answer={diff.answer}
          onChange={(a, b) => view.change((now) => swapped(info, params, now, a, b))}
        />
      )}
      <FlameTools
        state={state}
        sides={base === null ? null : { a: base, b: captureAt(info, params.capture) ?? base }}
        selected={marked}
        range={params.range ?? null}
        onRange={() => view.change(({ trace }) => ({ trace: { ...trace, range: null } }))}
        onTimeline={() => view.change({ view: 'trace' })}
        capture={captureAt(info, params.capture)}
        found={
          isSandwich && search !== '' ? `↑ ${matchText(callers.answer)} ↓ ${matchText(answer)}` : matchText(answer)
        }
        input={searchInput}
        onChange={(change) =>
          // Other boxes have other handles: a selected one would be a stranger.
          view.change((now) => ({
            flame: { ...now.flame, ...change, ...(change.mode === 'sandwich' ? { at: marked ?? state.at } : {}) },
            selection: { ...now.selection, node: null },
          }))
        }
        onSearch={(text) => view.touch((now) => ({ flame: { ...now.flame, search: text } }))}
      />
      <div className="crumb">
        {isSandwich ? (
          <span className="crumbs d">
            {t(
              '{by, select, line {all stacks through one line, merged} file {all stacks through one file, merged} package {all stacks through one package, merged} module {all stacks through one module, merged} other {all stacks through one function, merged}}',
              { by },
            )}
          </span>
        ) : (
          <Crumbs answer={answer} ownModule={ownModule} onZoom={zoomToCrumb} />
        )}
        {answer !== null && (
          <Legend
            answer={answer}
            also={isSandwich ? callers.answer : null}
            packages={packages}
            colouring={state.colour}
          />
        )}
      </div>
      <Halves
        label={t('Height of the flame graph')}
        share={share}
        onShare={setShare}
        lowerMin={48}
        upper={
          alone ? (
            <Screen title={t('There is nothing to compare with')}>
              <p>
                {t(
                  'A difference needs a second profile of the same kind in this document. Open both files together, or take another capture of the same process.',
                )}
              </p>
            </Screen>
          ) : noMatch !== null ? (
            <NoMatch {...noMatch} />
          ) : isSandwich ? (
            <Sandwich
              at={middle ?? ''}
              ownModule={ownModule}
              callers={callers}
              callees={callees}
              upper={graph(callers, t('Callers'), 'callers')}
              lower={graph(callees, t('Callees'), 'callees')}
            />
          ) : (
            graph(whole, mode === 'diff' ? t('Difference') : t('Flame graph'), null)
          )
        }
        lower={
          base === null ? (
            <Heaviest
              info={info}
              params={params}
              by={by}
              selected={isSandwich ? middle : marked}
              onSelect={selectName}
            />
          ) : (
            <DiffTable
              answer={diff.answer}
              error={diff.error}
              stale={diff.stale}
              ownModule={ownModule}
              selected={marked}
              onSelect={selectName}
              onOpen={actions.openTop}
            />
          )
        }
      />
      {answer !== null && (
        <>
          <StatusItem place="left">
            {answer.sampleType.type.replaceAll('_', ' ')}, {formatValue(answer.total, unit)}
          </StatusItem>
          {selected > 0 && (
            <StatusItem place="selection">
              {t('1 selected, {cum}, {share}', {
                cum: formatValue(answer.cum[selected]!, unit),
                share: formatShare(answer.cum[selected]!, answer.total),
              })}
            </StatusItem>
          )}
          {painted !== null && (
            <StatusItem place="timing">{t('Drawn in {painted} ms', { painted: painted.toFixed(1) })}</StatusItem>
          )}
        </>
      )}
    </div>
  );
}

function isRoot(answer: FlameAnswer, box: number): boolean {
  return answer.parent[box]! < 0 && answer.crumbs.length <= 1 && rootText(answer) !== '';
}

/** What stands in the middle of a sandwich: what was chosen, else the heaviest; null without one, or until that is known. */
function useMiddle(params: ProfileParams, { mode, at, by }: FlameState): string | null {
  const wanted = mode === 'sandwich' && at === null;
  const { answer } = useQuery(
    'top',
    wanted ? { ...params, by, sort: 'flat', descending: true, offset: 0, limit: 1 } : null,
  );
  if (mode !== 'sandwich') return null;
  return at ?? answer?.rows[0]?.function ?? null;
}

/** Own packages by weight in the first whole picture; later ones follow, so that hues stay. */
function usePackageOrder(answer: FlameAnswer | null, also: FlameAnswer | null): readonly string[] {
  const order = useRef<readonly string[]>([]);
  return useMemo(() => {
    for (const one of [answer, also]) if (one !== null) order.current = keepOrder(order.current, ownPackages(one));
    return order.current;
  }, [answer, also]);
}
