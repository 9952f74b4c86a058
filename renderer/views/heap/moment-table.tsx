import { useMemo, type JSX } from 'react';
import { totalAt, type AreaModel } from '../../charts/area-model';
import { momentLabel } from '../../charts/area-option';
import { metricValue } from '../../charts/metric-text';
import type { Column } from '../../ui/table/columns';
import { fixedRows } from '../../ui/table/fixed-rows';
import { Table } from '../../ui/table/table';
import { overlayAt } from './heap-model';
import { t } from '../../i18n/t';

const keyOf = (at: number): string => String(at);
const nothing = (): void => undefined;

/** The chart as numbers: a row a moment, a column an area or line. */
export function MomentTable({ model }: { readonly model: AreaModel }): JSX.Element {
  const { times, areas, overlays, unit, clock } = model;
  const rows = useMemo(
    () =>
      fixedRows(
        times.map((_, at) => at),
        keyOf,
      ),
    [times],
  );
  const columns = useMemo((): readonly Column<number>[] => {
    const number = (id: string, title: string, of: (at: number) => number): Column<number> => ({
      ...{ id, title, width: 112, align: 'right' },
      cell: (at) => metricValue(of(at), unit),
      value: (at) => (Number.isNaN(of(at)) ? '' : of(at)),
    });
    return [
      {
        ...{ id: 't', title: clock === 'time' ? t('Time') : t('Capture'), width: 110 },
        cell: (at) => momentLabel(times[at] ?? 0, model),
        value: (at) => (clock === 'time' ? new Date(times[at] ?? 0).toISOString() : at + 1),
      },
      number('total', t('Total'), (at) => totalAt(areas, at)),
      ...areas.map((area, i) => number(t('area {i}', { i }), area.name, (at) => area.values[at] ?? NaN)),
      ...overlays.map((line) => number(line.name, line.name, (at) => overlayAt(line, times[at] ?? 0))),
    ];
  }, [model, times, areas, overlays, unit, clock]);
  return (
    <Table
      label={t('Memory over time as numbers')}
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      selected={null}
      onSelect={nothing}
      sort={null}
    />
  );
}
