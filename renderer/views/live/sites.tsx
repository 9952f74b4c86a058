import { memo, useMemo, useState } from 'react';
import type { LiveSite } from '@core/api/live';
import { formatCount } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import { useView } from '../../state/view';
import { StateGlyph, stateKind } from '../../ui/state-glyph';
import { codeChars, Symbol } from '../../ui/symbol/symbol';
import type { Column, TableSort } from '../../ui/table/columns';
import type { RowSource } from '../../ui/table/row-source';
import { Table } from '../../ui/table/table';
import { filteredSites } from './site-filter';
import { rate } from './words';
import { t } from '../../i18n/t';

const keyOf = (site: LiveSite): string => site.group;
/** Glyph and its gap. */
const GLYPH_PX = 16;

/** Places where goroutines are at the cursor, growing ones first. Enter or a click opens one. */
export const Sites = memo(function Sites(props: {
  readonly sites: readonly LiveSite[];
  /** Sites that the answer leaves out. */
  readonly folded: number;
  readonly doc: string;
  readonly ownModule: string;
  readonly onOpen: (site: LiveSite) => void;
}) {
  const { ownModule, folded } = props;
  const [sort, setSort] = useState<TableSort>({ id: 'rate', descending: true });
  const columns = useMemo(() => columnsFor(ownModule), [ownModule]);
  const { filter } = useView(props.doc);
  const { sites, ignored } = useMemo(() => filteredSites(props.sites, filter), [props.sites, filter]);
  const rows = useMemo(() => sourceOf(sorted(sites, sort)), [sites, sort]);
  const foot = footText(props.sites.length, folded, sites.length, ignored);
  return (
    <Table
      label={t('Sites at the cursor')}
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      selected={null}
      onSelect={props.onOpen}
      onOpen={props.onOpen}
      sort={sort}
      onSort={setSort}
      empty={props.sites.length === 0 ? t('No moment with goroutines here.') : t('No site matches the filter.')}
      {...(foot === '' ? {} : { foot: () => foot })}
    />
  );
});

/** What is not listed, and what of the filter does not hold here. */
function footText(all: number, folded: number, shown: number, ignored: string): string {
  return [
    shown < all ? t('{shown} of {all} match the filter', { shown: formatCount(shown), all: formatCount(all) }) : '',
    folded > 0 ? t('{folded} more sites', { folded: formatCount(folded) }) : '',
    ignored === '' ? '' : t('{ignored} do not act here', { ignored }),
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function columnsFor(ownModule: string): readonly Column<LiveSite>[] {
  return [
    {
      id: 'site',
      title: t('Site'),
      width: 160,
      min: 120,
      grow: 1,
      cell: (site, room) => (
        <>
          <StateGlyph kind={stateKind(site.operation, site.state)} />
          <span className="sr">{site.state} </span>
          {site.site === null ? (
            <span className="d2">{site.state}</span>
          ) : (
            <Symbol name={site.site.function} ownModule={ownModule} chars={codeChars(room.width - GLYPH_PX)} />
          )}
        </>
      ),
      value: (site) => site.site?.function ?? site.state,
    },
    {
      id: 'count',
      title: t('Count'),
      width: 70,
      align: 'right',
      sortable: true,
      cell: (site) => formatCount(site.count),
      value: (site) => site.count,
    },
    {
      id: 'rate',
      title: t('Per min'),
      width: 76,
      align: 'right',
      sortable: true,
      cell: (site) => {
        const text = rate(site.perMinute);
        return <span className={text.startsWith('+') ? 'up' : text.startsWith('−') ? 'down' : 'd'}>{text}</span>;
      },
      value: (site) => site.perMinute ?? '',
    },
  ];
}

function sorted(sites: readonly LiveSite[], { id, descending }: TableSort): readonly LiveSite[] {
  const by = (site: LiveSite): number => (id === 'count' ? site.count : (site.perMinute ?? -Infinity));
  const sign = descending ? -1 : 1;
  return [...sites].sort(
    (a, b) =>
      sign * (Math.round(by(a)) - Math.round(by(b)) || 0) ||
      b.count - a.count ||
      shortName(a.site?.function ?? '').localeCompare(shortName(b.site?.function ?? '')) ||
      a.group.localeCompare(b.group),
  );
}

function sourceOf(sites: readonly LiveSite[]): RowSource<LiveSite> {
  return {
    total: sites.length,
    at: (index) => sites[index],
    want: () => undefined,
    indexOf: (key) => sites.findIndex((site) => site.group === key),
    stale: false,
  };
}
