import { Search } from 'lucide-react';
import { useMemo, useState, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { ProfileParams, TopRow } from '@core/api/queries';
import { formatCount, formatValue } from '@core/base/format';
import { baseName } from '@core/base/go-name';
import { useQuery } from '../../client/use-query';
import type { Column } from '../../ui/table/columns';
import type { RowSource } from '../../ui/table/row-source';
import { Table } from '../../ui/table/table';
import { t } from '../../i18n/t';

/** More files than a program has; the foot counts what is beyond. */
const MOST = 5000;
const keyOf = (row: TopRow): string => row.file;

/** The last folder and the name: `ingest/batcher.go`. Files of many packages are called alike. */
function shortFile(file: string): { readonly folder: string; readonly name: string } {
  const name = baseName(file);
  const folders = file
    .slice(0, file.length - name.length)
    .split(/[\\/]/)
    .filter(Boolean);
  return { folder: folders.at(-1) ?? '', name };
}

/** Files with samples, largest first; what is typed narrows them. */
export function FileList(props: {
  readonly info: DocumentInfo;
  readonly params: ProfileParams;
  readonly file: string;
  readonly onFile: (file: string) => void;
}): JSX.Element {
  const [search, setSearch] = useState('');
  const { answer, stale } = useQuery('top', {
    ...props.params,
    by: 'file',
    sort: 'cum',
    descending: true,
    offset: 0,
    limit: MOST,
  });
  const unit = answer?.sampleType.unit ?? '';
  const shown = useMemo(() => {
    const text = search.toLowerCase();
    return (answer?.rows ?? []).filter((row) => row.file !== '' && row.function.toLowerCase().includes(text));
  }, [answer, search]);
  const rows = useMemo<RowSource<TopRow>>(
    () => ({
      total: shown.length,
      at: (index) => shown[index],
      want: () => undefined,
      indexOf: (key) => shown.findIndex((row) => row.file === key),
      stale,
    }),
    [shown, stale],
  );
  const columns = useMemo<readonly Column<TopRow>[]>(
    () => [
      {
        id: 'file',
        title: t('File'),
        width: 140,
        min: 80,
        grow: 1,
        cell: ({ function: path }) => {
          const { folder, name } = shortFile(path);
          return (
            <span title={path}>
              {folder !== '' && <span className="d">{folder}/</span>}
              {name}
            </span>
          );
        },
        value: (row) => row.function,
      },
      {
        id: 'cum',
        title: t('Cum'),
        width: 80,
        align: 'right',
        cell: (row) => formatValue(row.cum, unit),
        value: (row) => row.cum,
      },
    ],
    [unit],
  );
  return (
    <div className="source-files">
      <label className="inp source-search">
        <Search size={14} aria-hidden />
        <input
          value={search}
          placeholder={t('file')}
          aria-label={t('Files by name')}
          spellCheck={false}
          onChange={(event) => setSearch(event.target.value)}
        />
      </label>
      <div className="grow">
        <Table
          label={t('Files')}
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          selected={props.file}
          onSelect={(row) => props.onFile(row.file)}
          sort={null}
          empty={answer === null ? undefined : t('No file matches.')}
          foot={() => {
            const beyond = (answer?.totalRows ?? 0) - (answer?.rows.length ?? 0);
            const files = formatCount(shown.length);
            return beyond > 0
              ? t('{files} files, {beyond} smaller ones are not listed', { files, beyond: formatCount(beyond) })
              : t('{files} files', { files });
          }}
        />
      </div>
    </div>
  );
}
