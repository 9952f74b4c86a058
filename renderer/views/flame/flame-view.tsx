import { ChevronRight, Search } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { FlameAnswer, ProfileParams } from '@core/api/queries';
import { formatShare, formatValue } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { samplesText, useNoMatch } from '../../client/use-no-match';
import { useQuery } from '../../client/use-query';
import { keepOrder, ownPackages } from '../../charts/flame-colours';
import { FLAG_MATCH, boxOfNode, nodeOfHandle } from '../../charts/flame-geometry';
import { profileParams } from '../../state/scope';
import { withPart } from '../../state/filter-text';
import { useLayout } from '../../state/settings';
import { useView, viewOf } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { Halves } from '../../ui/halves';
import { NoMatch } from '../../ui/no-match';
import { Segments } from '../../ui/segments';
import { StatusItem } from '../../ui/status-slot';
import { exactPattern, symbolText } from '../../ui/symbol/symbol-parts';
import { FlameCanvas } from './flame-canvas';
import { DrawnLine } from './drawn-line';
import { matchText, nextMatch } from './flame-text';
import { Heaviest } from './heaviest';
import { Legend } from './legend';
import './flame.css';

/** Boxes narrower than this are ticks, px. */
const MIN_PX = 1;

export function FlameView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const state = useView(info.doc);
  const params = profileParams(info, state);
  return params === null ? null : <Flame key={`${info.doc} ${params.capture}`} info={info} params={params} />;
}

function Flame({ info, params }: { readonly info: DocumentInfo; readonly params: ProfileParams }): JSX.Element {
  const { doc, ownModule } = info;
  const state = useView(doc);
  const { mode, zoom, search } = state.flame;
  const { selection } = state;
  const view = useMemo(() => viewOf(doc), [doc]);
  const [width, setWidth] = useSettledWidth();
  const { answer, error, stale } = useQuery(
    'flame',
    width === 0 ? null : { ...params, zoom, width, minPx: MIN_PX, search },
  );
  const packages = usePackageOrder(answer);
  const [painted, setPainted] = useState<number | null>(null);

  // The keyboard's box outlives a new layout by its node.
  const [focusNode, setFocusNode] = useState<number | null>(null);
  const focused = useMemo(
    () => (answer === null || focusNode === null ? 0 : Math.max(0, boxOfNode(answer, focusNode))),
    [answer, focusNode],
  );
  const selected = useMemo(() => selectedBox(answer, selection.node, selection.function), [answer, selection]);

  const select = useCallback(
    (box: number) => {
      if (answer === null) return;
      const node = answer.node[box]!;
      setFocusNode(node);
      // The root is no function; choosing it chooses nothing.
      const isRoot = answer.parent[box]! < 0 && answer.crumbs.length <= 1;
      const name = isRoot ? null : (answer.names[answer.name[box]!]?.function ?? null);
      view.select({ node: isRoot ? null : `f-${node}`, function: name });
    },
    [answer, view],
  );
  const zoomTo = useCallback(
    (handle: string | null) =>
      view.change((now) => ({ flame: { ...now.flame, zoom: handle === 'f-0' ? null : handle } })),
    [view],
  );
  const back = useCallback(() => {
    if (answer === null || answer.crumbs.length < 2) return;
    zoomTo(answer.crumbs[answer.crumbs.length - 2]?.node ?? null);
  }, [answer, zoomTo]);

  const searchInput = useRef<HTMLInputElement | null>(null);
  useFlameCommands(doc, selection.function, {
    focusSearch: () => searchInput.current?.select(),
    zoomSelected: () => zoomTo(selection.node),
    reset: () => zoomTo(null),
    next: (step) => {
      if (answer === null || search === '') return;
      const box = nextMatch(answer, Math.max(0, focused), step, (flags) => (flags & FLAG_MATCH) !== 0);
      if (box >= 0) select(box);
    },
  });
  // A zoom that another filter or capture no longer has, or has nothing in.
  useEffect(() => {
    const gone = error?.code === 'not-found' || (answer !== null && !stale && answer.zoomed === 0);
    if (gone && zoom !== null) view.touch((now) => ({ flame: { ...now.flame, zoom: null } }));
  }, [answer, error, stale, zoom, view]);

  const unit = answer?.sampleType.unit ?? 'count';
  const noMatch = useNoMatch(answer !== null && !stale && answer.zoomed === 0 ? params : null, 'sample', (value) =>
    answer === null ? '' : samplesText(value, answer.sampleType),
  );
  const [share, setShare] = useLayout<number>('flame.graph', 78);
  return (
    <div className="flame">
      <div className="tools">
        <Segments
          label="Direction"
          options={[
            { value: 'flame', text: 'flame', title: 'Roots at the bottom' },
            { value: 'icicle', text: 'icicle', title: 'Roots at the top' },
          ]}
          value={mode}
          onChange={(next) => view.change((now) => ({ flame: { ...now.flame, mode: next } }))}
        />
        <span className="d2">left heavy, by function</span>
        <span className="grow" />
        <label className="pick find">
          <Search size={14} strokeWidth={1.3} aria-hidden />
          <input
            ref={searchInput}
            type="search"
            aria-label="Find functions"
            placeholder="Find functions"
            value={search}
            onChange={(event) => {
              const text = event.target.value;
              view.touch((now) => ({ flame: { ...now.flame, search: text } }));
            }}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && search !== '') {
                event.preventDefault();
                view.touch((now) => ({ flame: { ...now.flame, search: '' } }));
              }
            }}
          />
          <span className="d2" aria-live="polite">
            {matchText(answer)}
          </span>
        </label>
      </div>
      <div className="crumb">
        <Crumbs answer={answer} ownModule={ownModule} onZoom={zoomTo} />
        {answer !== null && <Legend answer={answer} packages={packages} />}
      </div>
      <Halves
        label="Height of the flame graph"
        share={share}
        onShare={setShare}
        lowerMin={48}
        upper={
          noMatch !== null ? (
            <NoMatch {...noMatch} />
          ) : answer === null ? (
            <Measured onWidth={setWidth}>{error === null ? '' : errorText(error)}</Measured>
          ) : (
            <div className="graph">
              <FlameCanvas
                answer={answer}
                mode={mode}
                packages={packages}
                ownModule={ownModule}
                selected={selected}
                marked={selection.function}
                focused={focused}
                onFocus={(box) => setFocusNode(answer.node[box]!)}
                onSelect={select}
                onZoom={(box) => zoomTo(`f-${answer.node[box]!}`)}
                onBack={back}
                onWidth={setWidth}
                onPainted={setPainted}
              />
              <DrawnLine
                answer={answer}
                error={error}
                ownModule={ownModule}
                selected={selection.function}
                onZoomOut={() => zoomTo(null)}
              />
            </div>
          )
        }
        lower={<Heaviest info={info} params={params} selected={selection.function} />}
      />
      {answer !== null && (
        <>
          <StatusItem place="left">
            {answer.sampleType.type.replaceAll('_', ' ')}, {formatValue(answer.total, unit)}
          </StatusItem>
          {selected > 0 && (
            <StatusItem place="selection">
              1 selected, {formatValue(answer.cum[selected]!, unit)}, {formatShare(answer.cum[selected]!, answer.total)}
            </StatusItem>
          )}
          {painted !== null && <StatusItem place="timing">Drawn in {painted.toFixed(1)} ms</StatusItem>}
        </>
      )}
    </div>
  );
}

/** The selected box: the one that was chosen, else the widest of the chosen function. */
function selectedBox(answer: FlameAnswer | null, node: string | null, name: string | null): number {
  if (answer === null) return -1;
  const chosen = nodeOfHandle(node);
  if (chosen >= 0) return boxOfNode(answer, chosen);
  if (name === null) return -1;
  const row = answer.names.findIndex((candidate) => candidate.function === name);
  let best = -1;
  for (let i = 0; i < answer.count; i++) {
    if (answer.name[i] === row && (best < 0 || answer.cum[i]! > answer.cum[best]!)) best = i;
  }
  return best;
}

/** A width that has stood still for a moment, so that dragging an edge asks once; the picture is scaled meanwhile. */
function useSettledWidth(): [number, (width: number) => void] {
  const [width, setWidth] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const settle = useCallback((next: number) => {
    clearTimeout(timer.current);
    setWidth((now) => {
      if (now === 0) return next;
      timer.current = setTimeout(() => setWidth(next), 80);
      return now;
    });
  }, []);
  return [width, settle];
}

/** Own packages by weight in the first whole picture; later ones follow, so that hues stay. */
function usePackageOrder(answer: FlameAnswer | null): readonly string[] {
  const order = useRef<readonly string[]>([]);
  return useMemo(() => {
    if (answer !== null) order.current = keepOrder(order.current, ownPackages(answer));
    return order.current;
  }, [answer]);
}

/** Stands where the graph will be and says how wide that is. */
function Measured(props: { readonly onWidth: (width: number) => void; readonly children: string }): JSX.Element {
  const { onWidth } = props;
  const ref = useCallback(
    (element: HTMLDivElement | null) => {
      if (element !== null) onWidth(element.clientWidth);
    },
    [onWidth],
  );
  return (
    <div ref={ref} className="measured d2">
      {props.children}
    </div>
  );
}

function Crumbs(props: {
  readonly answer: FlameAnswer | null;
  readonly ownModule: string;
  readonly onZoom: (handle: string | null) => void;
}): JSX.Element {
  const crumbs = props.answer?.crumbs ?? [];
  // A deep path keeps its root and its last steps; what is between is counted.
  const hidden = Math.max(0, crumbs.length - 4);
  return (
    <nav className="crumbs" aria-label="Zoom">
      {crumbs.map((crumb, i) => {
        if (i > 0 && i <= hidden)
          return i === 1 ? (
            <span key="more" className="d">
              {hidden} more
            </span>
          ) : null;
        const last = i === crumbs.length - 1;
        const text = i === 0 ? 'all' : symbolText(crumb.name, props.ownModule);
        return (
          <span key={crumb.node} className="step">
            {i > 0 && <ChevronRight size={10} strokeWidth={1.3} aria-hidden />}
            {last && i > 0 ? (
              <span className="m clip" title={crumb.name} aria-current="true">
                {text}
              </span>
            ) : (
              <button type="button" className="lnk m clip" title={crumb.name} onClick={() => props.onZoom(crumb.node)}>
                {text}
              </button>
            )}
          </span>
        );
      })}
      {crumbs.length === 1 && (
        <span className="step d">
          <ChevronRight size={10} strokeWidth={1.3} aria-hidden />
          double-click a box to focus it; Backspace goes back
        </span>
      )}
    </nav>
  );
}

interface FlameActions {
  readonly focusSearch: () => void;
  readonly zoomSelected: () => void;
  readonly reset: () => void;
  readonly next: (step: 1 | -1) => void;
}

function useFlameCommands(doc: string, name: string | null, actions: FlameActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  const commands = useMemo<readonly Command[]>(() => {
    const chosen = (): boolean => name !== null;
    const add = (kind: 'focus' | 'ignore'): void => {
      if (name === null) return;
      viewOf(doc).change((now) => ({ filter: withPart(now.filter, { kind, value: exactPattern(name) }) }));
    };
    return [
      {
        id: 'flame.find',
        title: 'Find in the flame graph',
        group: 'Filter',
        keys: ['$mod+f'],
        inInputs: true,
        run: () => latest.current.focusSearch(),
      },
      {
        id: 'flame.next',
        title: 'Next match',
        group: 'Move',
        keys: ['n'],
        keyOnly: true,
        run: () => latest.current.next(1),
      },
      {
        id: 'flame.previous',
        title: 'Previous match',
        group: 'Move',
        keys: ['Shift+N'],
        keyOnly: true,
        run: () => latest.current.next(-1),
      },
      {
        id: 'flame.zoom',
        title: 'Zoom to the selected box',
        group: 'Move',
        keys: ['z'],
        enabled: chosen,
        run: () => latest.current.zoomSelected(),
      },
      { id: 'flame.reset', title: 'Zoom out to all', group: 'Move', keys: ['r'], run: () => latest.current.reset() },
      {
        id: 'flame.focus',
        title: 'Focus on the selected function',
        group: 'Filter',
        keys: ['f'],
        enabled: chosen,
        run: () => add('focus'),
      },
      {
        id: 'flame.ignore',
        title: 'Ignore the selected function',
        group: 'Filter',
        keys: ['i'],
        enabled: chosen,
        run: () => add('ignore'),
      },
    ];
  }, [doc, name]);
  useCommands(commands);
}
