import type { JSX } from 'react';
import type { ProcessRow } from '@core/api/live';
import { formatCount } from '@core/base/format';
import type { Column } from '../../ui/table/columns';
import { Marked } from '../overlays/marked';
import { commitText, moduleParts, versionOf } from './processes';
import { t } from '../../i18n/t';

const READABLE_WORDS = { all: 'all', most: 'most', none: 'none' } as const;

/** `match`: what was searched for, marked where it stands. */
export function processColumns(match: string): readonly Column<ProcessRow>[] {
  return [
    {
      id: 'pid',
      title: t('PID'),
      width: 72,
      align: 'right',
      sortable: true,
      cell: (row) => <Marked text={String(row.pid)} match={match} />,
      value: (row) => row.pid,
    },
    {
      id: 'name',
      title: t('Command'),
      width: 130,
      min: 90,
      grow: 1,
      sortable: true,
      cell: (row) => (
        <span className="at-name" title={row.command}>
          <Marked text={row.name} match={match} />
        </span>
      ),
      value: (row) => row.name,
    },
    {
      id: 'go',
      title: 'Go',
      width: 66,
      sortable: true,
      cell: (row) =>
        row.go === null ? (
          <span className="d" title={row.goUnknown === '' ? t('Not a Go program') : row.goUnknown}>
            {row.goUnknown === '' ? '–' : '?'}
          </span>
        ) : (
          <span className="d2">{versionOf(row) || '?'}</span>
        ),
      value: (row) => row.go?.version ?? '',
    },
    {
      id: 'module',
      title: t('Module, commit'),
      width: 170,
      min: 110,
      grow: 2,
      sortable: true,
      cell: (row) => (row.go === null ? null : <Module go={row.go} match={match} />),
      value: (row) => (row.go === null ? '' : `${row.go.module} ${commitText(row.go)}`.trim()),
    },
    {
      id: 'readable',
      title: t('Readable'),
      width: 82,
      sortable: true,
      cell: (row) =>
        row.go === null ? null : (
          <>
            <ReadableGlyph of={row.readable} />
            {READABLE_WORDS[row.readable]}
          </>
        ),
      value: (row) => row.readable,
    },
    {
      id: 'goroutines',
      title: t('Goroutines'),
      width: 92,
      align: 'right',
      sortable: true,
      cell: (row) =>
        row.go === null ? null : row.goroutines === null ? <span className="d">?</span> : formatCount(row.goroutines),
      value: (row) => row.goroutines ?? '',
    },
    {
      id: 'cpu',
      title: t('CPU %'),
      width: 66,
      align: 'right',
      sortable: true,
      cell: (row) => (row.cpuPercent === null ? <span className="d">?</span> : row.cpuPercent.toFixed(1)),
      value: (row) => row.cpuPercent ?? '',
    },
    {
      id: 'rss',
      title: t('RSS, MiB'),
      width: 78,
      align: 'right',
      sortable: true,
      cell: (row) => formatCount(Math.round(row.rssBytes / 1024 ** 2)),
      value: (row) => row.rssBytes,
    },
  ];
}

function Module({ go, match }: { readonly go: NonNullable<ProcessRow['go']>; readonly match: string }): JSX.Element {
  if (go.module === '') return <span className="d">{t('no build info')}</span>;
  const { before, last } = moduleParts(go.module);
  const commit = commitText(go);
  return (
    <span className="m code" title={`${go.module} ${commit}`.trim()}>
      <i className="d">{before}</i>
      <Marked text={last} match={match} /> <span className="d2">{commit}</span>
    </span>
  );
}

/** Filled, half, empty; its word stands beside it. */
function ReadableGlyph({ of }: { readonly of: ProcessRow['readable'] }): JSX.Element {
  return (
    <svg className="gl" width={12} height={12} aria-hidden="true">
      <circle
        cx={6}
        cy={6}
        r={4.4}
        fill={of === 'all' ? 'var(--accent)' : 'none'}
        stroke={of === 'none' ? 'var(--ink-3)' : 'var(--accent)'}
        strokeWidth={1.3}
      />
      {of === 'most' && <path d="M6 1.6a4.4 4.4 0 0 0 0 8.8z" fill="var(--accent)" />}
    </svg>
  );
}
