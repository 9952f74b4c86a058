import type { WaiterRow } from '@core/api/waiters';
import { countText, functionText, objectLines, operationText, placeText, releaserText } from './words';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

/** An object with who waits and who could release it, to paste into a ticket. Guesses are called so. */
export function objectMarkdown(row: WaiterRow): string {
  const [title, state] = objectLines(row);
  const groups = row.groups.map((group) =>
    t('- {count} {operation} in `{function}` at {place}', {
      count: countText(group),
      operation: operationText(group),
      function: functionText(group),
      place: placeText(group),
    }),
  );
  if (row.groupsFolded > 0) groups.push(t('- {groupsFolded} more stacks', { groupsFolded: row.groupsFolded }));
  const releasers = row.releasers.map((one) =>
    t('- probably {count} `{function}` at {place}: {why}', {
      count: countText(one),
      function: functionText(one),
      place: placeText(one),
      why: fromEngine(one.why),
    }),
  );
  if (row.releasersFolded > 0) releasers.push(t('- {releasersFolded} more', { releasersFolded: row.releasersFolded }));
  return [
    `**${title}**, ${state}${row.type === '' ? '' : ` (\`${row.type}\`)`}`,
    '',
    row.fact ? t('Waiting for it (read from the runtime):') : t('Probably waiting for it (inferred from stacks):'),
    ...groups,
    '',
    t('Who could release it:'),
    ...(releasers.length > 0 ? releasers : [`- ${releaserText(row)}`]),
    ...(row.certain === '' ? [] : ['', row.certain]),
    '',
  ].join('\n');
}
