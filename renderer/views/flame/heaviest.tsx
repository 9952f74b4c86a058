import { useCallback, useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { Granularity } from '@core/api/profile';
import type { ProfileParams, TopRow } from '@core/api/queries';
import { formatCount } from '@core/base/format';
import { usePages } from '../../client/use-pages';
import { viewOf } from '../../state/view';
import { functionColumns } from '../../ui/functions/function-columns';
import { Table } from '../../ui/table/table';
import { t } from '../../i18n/t';

function heaviestText(by: Granularity): string {
  return t(
    '{by, select, line {Heaviest lines} file {Heaviest files} package {Heaviest packages} module {Heaviest modules} other {Heaviest functions}}',
    { by },
  );
}

const keyOf = (row: TopRow): string => row.function;

/** Functions by their own share, below the graph: what is wide in it need not be what costs. */
export function Heaviest(props: {
  readonly info: DocumentInfo;
  readonly params: ProfileParams;
  readonly by: Granularity;
  readonly selected: string | null;
  readonly onSelect: (name: string) => void;
}): JSX.Element {
  const { info, params, by } = props;
  const content = JSON.stringify(params);
  const page = useCallback(
    (offset: number, limit: number) => ({
      ...(JSON.parse(content) as ProfileParams),
      by,
      sort: 'flat' as const,
      descending: true,
      offset,
      limit,
    }),
    [content, by],
  );
  const { answer, rows } = usePages('top', page, keyOf);
  const sums = useMemo(() => {
    const sumTo = new Map<string, number>();
    let sum = 0;
    for (const row of answer?.rows ?? []) sumTo.set(row.function, (sum += row.flat));
    return sumTo;
  }, [answer]);
  const columns = useMemo(
    () =>
      functionColumns({
        unit: answer?.sampleType.unit ?? 'count',
        total: answer?.total ?? 0,
        most: 0,
        ownModule: info.ownModule,
        title: heaviestText(by),
        sumTo: (row) => sums.get(row.function) ?? null,
      }).map((column) => ({ ...column, sortable: false })),
    [answer, info.ownModule, sums, by],
  );
  return (
    <Table
      label={heaviestText(by)}
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      selected={props.selected}
      onSelect={(row) => props.onSelect(row.function)}
      onOpen={(row) =>
        viewOf(info.doc).change((now) => ({ view: 'top', selection: { ...now.selection, function: row.function } }))
      }
      sort={{ id: 'flat', descending: true }}
      foot={({ last }) => {
        const below = rows.total - last - 1;
        return below > 0
          ? t(
              '{by, select, line {{below} more lines below.} file {{below} more files below.} package {{below} more packages below.} module {{below} more modules below.} other {{below} more functions below.}}',
              { below: formatCount(below), by },
            )
          : t(
              '{by, select, line {{total} lines.} file {{total} files.} package {{total} packages.} module {{total} modules.} other {{total} functions.}}',
              { total: formatCount(rows.total), by },
            );
      }}
    />
  );
}
