import { useEffect, useMemo, useState, type JSX } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { DocumentInfo } from '@core/api/document';
import type { TimelineAnswer } from '@core/api/profile';
import { formatCount } from '@core/base/format';
import { gapsAfter, type AreaModel } from '../../charts/area-model';
import { areaScale } from '../../charts/area-option';
import { metricValue } from '../../charts/metric-text';
import { errorText } from '../../client/error-text';
import { useShownTable } from '../../client/shown-tables';
import { useQuery } from '../../client/use-query';
import { escapeRegExp, withPart } from '../../state/filter-text';
import { HEAP_BY, hasScrapes, heapSeries, type HeapBy, type HeapSeries, type HeapState } from '../../state/heap';
import { captureAt } from '../../state/scope';
import { useLayout } from '../../state/settings';
import { useView, viewOf } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import { Halves } from '../../ui/halves';
import { Segments } from '../../ui/segments';
import { StatusItem } from '../../ui/status-slot';
import { exactPattern } from '../../ui/symbol/symbol-parts';
import { CommandKey } from '../../ui/keys/caps';
import { GrowthFlame } from './growth-flame';
import { GrownTable } from './grown-table';
import { kindModel, profileModel } from './heap-model';
import { MomentTable } from './moment-table';
import { Plot, type Range } from './plot';
import { RangePane } from './range-pane';
import { useHeapMetrics } from './use-heap-metrics';
import { msg, t } from '../../i18n/t';
import './heap.css';

const AREAS = 12;
const GROWN = 50;
/** Rules whose findings are about memory. */
const MEMORY_RULES: readonly string[] = ['heap-growth', 'stack-memory', 'gc-death-spiral', 'pinned-memory', 'rss-gap'];

const TYPES: Readonly<Record<string, { readonly text: string; readonly title: string }>> = {
  inuse_space: { text: msg('in use'), title: msg('Bytes that are in use') },
  inuse_objects: { text: msg('objects'), title: msg('Objects that are in use') },
  alloc_space: { text: msg('allocated'), title: msg('Bytes allocated since the start') },
  alloc_objects: { text: msg('allocations'), title: msg('Objects allocated since the start') },
};
const BY: Readonly<Record<HeapBy, { readonly text: string; readonly title: string }>> = {
  package: { text: msg('package'), title: msg('Packages') },
  function: { text: msg('function'), title: msg('Functions') },
  module: { text: msg('module'), title: msg('Modules') },
  kind: { text: msg('kind of memory'), title: msg('Heap, stacks, idle: what the runtime says of itself') },
};

/** Memory over time: areas, a range in it, and what grew from its beginning to its end. */
export function HeapView({ info }: { readonly info: DocumentInfo }): JSX.Element {
  const { doc, ownModule } = info;
  const state = useView(doc);
  const { heap, filter, selection } = state;
  const view = useMemo(() => viewOf(doc), [doc]);
  const series = useMemo(() => heapSeries(info), [info]);
  const scrapes = hasScrapes(info);
  const by: HeapBy = series === null ? 'kind' : !scrapes && heap.by === 'kind' ? 'package' : heap.by;
  const type = typeOf(series, heap);
  const metrics = useHeapMetrics(doc, scrapes);
  const asked = series === null ? null : { doc, kind: series.kind, sampleType: type, filter };
  const question =
    asked === null || by === 'kind'
      ? null
      : { ...asked, by, attribute: by === 'function' ? ('leaf' as const) : heap.attribute, limit: AREAS };
  const areas = useQuery('timeline', question);
  useShownTable('timeline', question);
  const grown = useQuery(
    'timeline',
    asked === null ? null : { ...asked, by: 'function', attribute: 'leaf', limit: GROWN },
  );
  const model = useMemo(
    () => (by === 'kind' ? kindModel(metrics) : areas.answer === null ? null : profileModel(areas.answer, metrics)),
    [by, areas.answer, metrics],
  );
  const findings = useQuery('findings', { doc }).answer?.findings ?? [];
  const [asTable, setAsTable] = useState(false);
  const [share, setShare] = useLayout<number>('heap.chart', 60);
  const [paneWidth, setPaneWidth] = useLayout<number>('heap.range', 268);
  const [flameShare, setFlameShare] = useLayout<number>('heap.growth', 50);
  useTableKey(setAsTable);

  const set = (next: Partial<HeapState>): void => view.change((now) => ({ heap: { ...now.heap, ...next } }));
  const range = rangeIn(heap.range, model);
  const captures = by === 'kind' ? [] : (areas.answer?.captures ?? []);
  const sides = sidesOf(info, captures[range.from]?.capture, captures[range.to]?.capture, type);
  const openGrowth = (name: string | null): void => {
    if (sides === null) return;
    view.change((now) => ({
      ...{ view: 'flame', capture: sides.now.index, sampleType: sides.sampleType },
      flame: { ...now.flame, mode: 'diff', base: sides.base, normalize: false, zoom: null },
      selection: { ...now.selection, node: null, ...(name === null ? {} : { function: name }) },
    }));
  };
  const onArea = (name: string): void => {
    const value = patternOf(name, by);
    if (value === null || !areas.answer?.areas.some((area) => area.name === name)) return;
    view.change((now) => ({
      filter: withPart(now.filter, { kind: 'focus', value }),
      ...(by === 'function' ? { selection: { ...now.selection, function: name, node: null } } : {}),
    }));
  };
  const packages = useMemo(() => (by === 'package' ? ownAreas(areas.answer) : []), [by, areas.answer]);
  const gaps = model === null ? 0 : gapsAfter(model.times, model.clock).length;
  return (
    <div className="heap">
      <div className="tools">
        {series !== null && by !== 'kind' && (
          <Segments
            label={t('Memory')}
            options={series.types.map((value) => ({ value, ...(TYPES[value] ?? { text: value, title: value }) }))}
            value={type}
            onChange={(sampleType) => set({ sampleType })}
          />
        )}
        {series !== null && (
          <>
            <span className="d2">{t('Stack by')}</span>
            <Segments
              label={t('Stack by')}
              options={HEAP_BY.filter((value) => value !== 'kind' || scrapes).map((value) => ({ value, ...BY[value] }))}
              value={by}
              onChange={(value) => set({ by: value, range: null })}
            />
          </>
        )}
        {(by === 'package' || by === 'module') && (
          <Segments
            label={t('Whose memory it is')}
            options={[
              {
                value: 'own',
                text: t('own code'),
                title: t('The innermost function of your own code above the allocation'),
              },
              { value: 'leaf', text: t('allocator'), title: t('The function that allocated') },
            ]}
            value={heap.attribute}
            onChange={(attribute) => set({ attribute })}
          />
        )}
        <span className="grow" />
        {model !== null && <Legend model={model} />}
        <button
          type="button"
          className={`btn q${asTable ? ' on' : ''}`}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {t('Table')} <CommandKey id="metrics.table" />
        </button>
      </div>
      {model === null || model.times.length < 2 ? (
        <p className="hp-none" aria-busy={areas.error === null && by !== 'kind'}>
          {areas.error !== null
            ? errorText(areas.error)
            : by === 'kind'
              ? t('The scrapes do not say how memory is used.')
              : ''}
        </p>
      ) : (
        <Halves
          label={t('Height of the chart')}
          share={share}
          onShare={setShare}
          upperMin={200}
          lowerMin={series === null ? 24 : 96}
          upper={
            <Group orientation="horizontal" className="panes" resizeTargetMinimumSize={{ coarse: 20, fine: 8 }}>
              <Panel id="plot" minSize={320}>
                {asTable ? (
                  <MomentTable model={model} />
                ) : (
                  <Plot
                    model={model}
                    range={range}
                    onRange={(next) => view.touch((now) => ({ heap: { ...now.heap, range: next } }))}
                    onArea={onArea}
                  />
                )}
              </Panel>
              <Separator className="split" aria-label={t('Width of the range')} />
              <Panel
                id="range"
                defaultSize={Math.max(220, paneWidth)}
                minSize={220}
                groupResizeBehavior="preserve-pixel-size"
                onResize={(size) => setPaneWidth(Math.round(size.inPixels))}
              >
                <RangePane
                  model={model}
                  range={range}
                  marked={selection.function}
                  ownModule={ownModule}
                  onArea={by === 'kind' ? null : onArea}
                  findings={findings.filter(({ rule }) => MEMORY_RULES.includes(rule))}
                  onFinding={(finding) =>
                    view.change((now) => ({ view: 'findings', selection: { ...now.selection, finding } }))
                  }
                />
              </Panel>
            </Group>
          }
          lower={
            series === null || grown.answer === null || by === 'kind' ? (
              <p className="hp-none">
                {series === null
                  ? t('Heap profiles of the same process say which code holds it.')
                  : t('Which code grew is shown by package, function or module.')}
              </p>
            ) : (
              <Group orientation="horizontal" className="panes" resizeTargetMinimumSize={{ coarse: 20, fine: 8 }}>
                <Panel
                  id="growth"
                  defaultSize={`${flameShare}%`}
                  minSize={240}
                  onResize={(size) => setFlameShare(Math.round(size.asPercentage))}
                >
                  {sides !== null && (
                    <GrowthFlame
                      params={{ doc, capture: sides.now.index, sampleType: sides.sampleType, filter }}
                      base={sides.base}
                      type={type}
                      ownModule={ownModule}
                      packages={packages}
                      selected={selection.function}
                      onSelect={(name) => view.select({ function: name, node: null })}
                      onOpen={openGrowth}
                    />
                  )}
                </Panel>
                <Separator className="split" aria-label={t('Width of the growth')} />
                <Panel id="grown" minSize={360}>
                  <GrownTable
                    answer={grown.answer}
                    range={range}
                    ownModule={ownModule}
                    selected={selection.function}
                    stale={grown.stale}
                    onSelect={(name) => view.select({ function: name, node: null })}
                    onOpen={openGrowth}
                  />
                </Panel>
              </Group>
            )
          }
        />
      )}
      {model !== null && (
        <>
          <StatusItem place="left">
            {t(
              series === null
                ? msg(
                    '{count} scrapes{clock, select, order { in order, without time} other {}}{gaps, plural, =0 {} one {, # gap} other {, # gaps}}',
                  )
                : msg(
                    '{count} heap profiles{clock, select, order { in order, without time} other {}}{gaps, plural, =0 {} one {, # gap} other {, # gaps}}',
                  ),
              { count: formatCount(series?.count ?? model.times.length), clock: model.clock, gaps },
            )}
          </StatusItem>
          {areas.answer !== null && (
            <StatusItem place="timing">
              {t('Added up in {max} ms', { max: Math.max(1, Math.round(areas.answer.tookMs)) })}
            </StatusItem>
          )}
        </>
      )}
    </div>
  );
}

/** The captures at both ends of the range, and where B has the sample type; null where one is not there. */
function sidesOf(info: DocumentInfo, a: number | undefined, b: number | undefined, type: string) {
  const now = b === undefined ? undefined : captureAt(info, b);
  const sampleType = now?.sampleTypes.findIndex((other) => other.type === type) ?? -1;
  return a === undefined || now === undefined || sampleType < 0 ? null : { base: a, now, sampleType };
}

/** Own packages in the order in which the areas have their hues. */
function ownAreas(answer: TimelineAnswer | null): readonly string[] {
  return (answer?.areas ?? []).filter(({ origin }) => origin === 'own').map(({ name }) => name);
}

function typeOf(series: HeapSeries | null, { sampleType }: HeapState): string {
  if (series === null) return '';
  if (sampleType !== null && series.types.includes(sampleType)) return sampleType;
  return series.types.find((type) => type === 'inuse_space') ?? series.types[0] ?? '';
}

/** The chosen range as far as there are moments; all of them without one. */
function rangeIn(range: Range | null, model: AreaModel | null): Range {
  const last = Math.max(1, (model?.times.length ?? 0) - 1);
  if (range === null) return { from: 0, to: last };
  const to = Math.min(last, Math.max(1, range.to));
  return { from: Math.min(to - 1, Math.max(0, range.from)), to };
}

/** What keeps the samples of an area; null for one that is no one thing. */
function patternOf(name: string, by: HeapBy): string | null {
  if (name === '' || by === 'kind') return null;
  if (by === 'function') return exactPattern(name);
  return `^${escapeRegExp(name)}${by === 'package' ? '\\.' : '[/.]'}`;
}

function Legend({ model }: { readonly model: AreaModel }): JSX.Element {
  const scale = areaScale(model);
  return (
    <span className="hp-legend d2">
      {model.overlays.map(({ name, token, dash }) => (
        <span key={name}>
          <svg width="20" height="8" aria-hidden="true">
            <path
              d="M1 4h18"
              stroke={`var(${token})`}
              strokeWidth="2"
              strokeDasharray={dash === 'solid' ? 'none' : '5 3'}
            />
          </svg>
          {name}
        </span>
      ))}
      {model.limit !== null && (
        <span>
          <svg width="20" height="8" aria-hidden="true">
            <path d="M1 4h18" stroke="var(--proven)" strokeWidth="2" />
          </svg>
          {t('GOMEMLIMIT {metricValue}', {
            metricValue: scale.limited
              ? ''
              : t('{metricValue}, above the scale', { metricValue: metricValue(model.limit, model.unit) }),
          })}
        </span>
      )}
      {model.gc.length > 0 && <span>{t('❘ GC')}</span>}
    </span>
  );
}

/** Alt+T, as in every chart. */
function useTableKey(toggle: (change: (now: boolean) => boolean) => void): void {
  const [commands] = useState<readonly Command[]>(() => [
    viewCommand('heap.table', { run: () => toggle((now) => !now) }),
  ]);
  useCommands(commands);
  useEffect(() => () => toggle(() => false), [toggle]);
}
