import { formatCount } from '@core/base/format';
import { sketch } from '../advice';
import { pattern } from '../pattern';
import { item } from '../evidence';

/** More open databases than a program has data sources. */
const MANY = 8;

export const sqlDbPerRequest = pattern({
  id: 'sql-db-per-request',
  numbers: [47],
  reports: 'Connection openers of database/sql, one for each sql.DB that was opened and not closed.',
  traps: 'One for each data source is how it is meant.',
  operations: ['select'],
  frames: [/^database\/sql\.\(\*DB\)\.connectionOpener$/],
  prior: 1,
  evidence: (facts) => ({
    items:
      facts.count >= MANY
        ? [item('manyPools', 4, `${formatCount(facts.count)} databases are open; each has a pool of its own.`)]
        : [],
    decisive: false,
  }),
  overridesAllowList: true,
  cause: 'a sql.DB is opened again and again',
  creatorsTell: false,
  advice: {
    steps: ['Open the database once per process and share it: a sql.DB is a pool. Close those that must go.'],
    fix: sketch(
      'Open it once.',
      '+var db = mustOpen()',
      '+',
      ' func query(ctx context.Context) error {',
      '-\tdb, err := sql.Open("pgx", dsn)',
    ),
  },
});
