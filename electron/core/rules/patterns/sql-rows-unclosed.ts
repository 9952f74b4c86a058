import { sketch } from '../advice';
import { pattern } from '../pattern';

export const sqlRowsUnclosed = pattern({
  id: 'sql-rows-unclosed',
  numbers: [48],
  reports: 'Rows or transactions that were not closed, and those that wait for their connections.',
  traps: 'Queries in flight: whoever made them still runs.',
  operations: ['select', 'chan receive'],
  frames: [/^database\/sql\.\(\*(?:Rows|Tx)\)\.awaitDone$|^database\/sql\.\(\*DB\)\.conn$/],
  prior: 1,
  overridesAllowList: true,
  cause: 'rows or a transaction were not closed',
  creatorsTell: true,
  advice: {
    steps: [
      'Close on every path: defer rows.Close() after Query, defer tx.Rollback() after Begin (it does nothing after Commit).',
    ],
    fix: sketch(
      'Close the rows.',
      ' rows, err := db.QueryContext(ctx, q)',
      ' if err != nil {',
      ' \treturn err',
      ' }',
      '+defer rows.Close()',
    ),
  },
});
