import type { CodeRef } from '@core/api/findings';
import type { CaptureInfo } from '@core/api/document';
import type { GoroutineGroupRow, GroupBy } from '@core/api/queries';
import { formatCount, formatSigned } from '@core/base/format';
import { Sparkline } from '../../charts/sparkline';
import { StateGlyph, stateColour, stateKind } from '../../ui/state-glyph';
import { frameLocation } from '../../ui/stack/stack-rows';
import { Symbol, codeChars } from '../../ui/symbol/symbol';
import { symbolText } from '../../ui/symbol/symbol-parts';
import { BarCell } from '../../ui/table/cells';
import { stateText } from '../../ui/state-text';
import type { CellRoom, Column } from '../../ui/table/columns';
import { perMinute, roundedRate, seriesMinutes, waitText } from './group-text';
import { t } from '../../i18n/t';

export interface GroupColumnsContext {
  readonly ownModule: string;
  readonly capture: CaptureInfo;
  /** Captures that `row.series` counts. */
  readonly series: readonly CaptureInfo[];
  readonly groupBy: GroupBy;
  /** Goroutines in all groups: what a full bar stands for. */
  readonly all: number;
  readonly atLeast: boolean;
  /** Column (1–3) in which a group's stack stands, or 0. */
  readonly columnOf: (group: string) => number;
}

type GroupColumn = Column<GoroutineGroupRow>;

/** Columns of the table of groups: what does not apply to a document (waits, growth) has no column. */
export function groupColumns(context: GroupColumnsContext): readonly GroupColumn[] {
  const { ownModule, capture, series, groupBy } = context;
  const between = seriesMinutes(series);
  const dump = capture.format === 'goroutine-dump';
  const code = (ref: CodeRef | null, { width }: CellRoom) =>
    ref === null ? (
      <span className="d">–</span>
    ) : (
      <Symbol name={ref.function} ownModule={ownModule} chars={codeChars(width)} />
    );
  const codeFit = (ref: CodeRef | null): number =>
    ref === null ? 8 : symbolText(ref.function, ownModule).length * 6.25;

  const mark: GroupColumn = {
    id: 'column',
    title: '',
    spoken: t('Shown in column'),
    width: 34,
    min: 34,
    cell: (row) => {
      const column = context.columnOf(row.group);
      return column === 0 ? null : <span className="nth">{column}</span>;
    },
    value: (row) => context.columnOf(row.group) || '',
  };
  const label: GroupColumn = {
    id: 'label',
    title: groupBy.slice('label:'.length),
    width: 140,
    grow: 1,
    cell: (row) => (row.label === '' ? <span className="d">{t('none')}</span> : row.label),
    value: (row) => row.label,
  };
  const state: GroupColumn = {
    id: 'state',
    title: t('State'),
    width: 160,
    min: 112,
    grow: 1,
    sortable: true,
    cell: (row) => (
      <span title={stateText(row)}>
        <StateGlyph kind={stateKind(row.operation, row.state)} />
        {stateText(row)}
      </span>
    ),
    value: stateText,
    fit: (row) => stateText(row).length * 6.4 + 18,
  };
  const count: GroupColumn = {
    id: 'count',
    title: t('Count'),
    width: 82,
    align: 'right',
    sortable: true,
    cell: (row) => (
      <BarCell
        text={(context.atLeast ? '≥\u00a0' : '') + formatCount(row.count)}
        share={row.count / context.all > 0.01 ? row.count / context.all : 0}
        colour={stateColour(stateKind(row.operation, row.state))}
        strong={row.count / context.all > 0.02 && row.count > 1}
      />
    ),
    value: (row) => row.count,
  };
  const growth: GroupColumn = {
    id: 'growth',
    title: t('Per min'),
    width: 70,
    align: 'right',
    cell: (row) => {
      const rate = perMinute(row.series, between);
      if (rate === null) return <span className="d">?</span>;
      const rounded = roundedRate(rate);
      return <span className={rounded > 0 ? 'up' : rounded < 0 ? 'down' : 'd'}>{formatSigned(rounded)}</span>;
    },
    value: (row) => perMinute(row.series, between) ?? '',
  };
  const trend: GroupColumn = {
    id: 'series',
    title: t('{series} captures', { series: series.length }),
    width: 82,
    cell: (row) => {
      const rate = perMinute(row.series, between);
      const rise = rate === null ? (row.series[row.series.length - 1] ?? 0) - (row.series[0] ?? 0) : roundedRate(rate);
      return <Sparkline values={row.series} colour={rise > 0 ? 'var(--more)' : 'var(--ink-3)'} />;
    },
    value: (row) => row.series.join(' '),
    fit: () => 62,
  };
  const waits: GroupColumn = {
    id: 'waits',
    title: t('Waits'),
    width: 92,
    align: 'right',
    sortable: true,
    cell: (row) => <span className="d2">{waitText(row.waitMinutes)}</span>,
    value: (row) => (row.waitMinutes === null ? '' : `${row.waitMinutes.min}–${row.waitMinutes.max}`),
    fit: (row) => waitText(row.waitMinutes).length * 6.6,
  };
  const site: GroupColumn = {
    id: 'site',
    title: t('Site'),
    width: 228,
    min: 90,
    grow: 2,
    sortable: true,
    cell: (row, room) => code(row.site, room),
    value: (row) => row.site?.function ?? '',
    fit: (row) => codeFit(row.site),
  };
  const line: GroupColumn = {
    id: 'line',
    title: t('Line'),
    width: 124,
    min: 70,
    sortable: true,
    cell: (row) => (
      <span className="m code d2" title={row.site === null ? '' : `${row.site.file}:${row.site.line}`}>
        {row.site === null ? '–' : frameLocation(row.site)}
      </span>
    ),
    value: (row) => (row.site === null ? '' : `${row.site.file}:${row.site.line}`),
    fit: (row) => (row.site === null ? 8 : frameLocation(row.site).length * 6.25),
  };
  // Profiles do not say who created a goroutine; where it began is the next best.
  const origin = (row: GoroutineGroupRow): CodeRef | null => (dump ? row.creator : row.entry);
  const creator: GroupColumn = {
    id: dump ? 'creator' : 'entry',
    title: dump ? t('Created by') : t('Began in'),
    width: 200,
    min: 90,
    grow: 3,
    sortable: dump,
    cell: (row, room) => code(origin(row), room),
    value: (row) => origin(row)?.function ?? '',
    fit: (row) => codeFit(origin(row)),
  };
  const stacks: GroupColumn = {
    id: 'stacks',
    title: t('Stacks'),
    width: 62,
    align: 'right',
    cell: (row) => <span className={row.stacks > 1 ? undefined : 'd'}>{formatCount(row.stacks)}</span>,
    value: (row) => row.stacks,
  };
  const all: readonly (GroupColumn | false)[] = [
    mark,
    groupBy.startsWith('label:') && label,
    state,
    count,
    series.length > 1 && growth,
    series.length > 1 && trend,
    dump && waits,
    site,
    line,
    creator,
    groupBy !== 'stack' && stacks,
  ];
  return all.filter((column) => column !== false);
}
