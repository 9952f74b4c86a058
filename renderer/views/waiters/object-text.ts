import type { WaiterRow } from '@core/api/waiters';
import { countText, functionText, objectLines, operationText, placeText, releaserText } from './words';

/** An object with who waits and who could release it, to paste into a ticket. Guesses are called so. */
export function objectMarkdown(row: WaiterRow): string {
  const [title, state] = objectLines(row);
  const groups = row.groups.map(
    (group) => `- ${countText(group)} ${operationText(group)} in \`${functionText(group)}\` at ${placeText(group)}`,
  );
  if (row.groupsFolded > 0) groups.push(`- ${row.groupsFolded} more stacks`);
  const releasers = row.releasers.map(
    (one) => `- probably ${countText(one)} \`${functionText(one)}\` at ${placeText(one)}: ${one.why}`,
  );
  if (row.releasersFolded > 0) releasers.push(`- ${row.releasersFolded} more`);
  return [
    `**${title}**, ${state}${row.type === '' ? '' : ` (\`${row.type}\`)`}`,
    '',
    row.fact ? 'Waiting for it (read from the runtime):' : 'Probably waiting for it (inferred from stacks):',
    ...groups,
    '',
    'Who could release it:',
    ...(releasers.length > 0 ? releasers : [`- ${releaserText(row)}`]),
    ...(row.certain === '' ? [] : ['', row.certain]),
    '',
  ].join('\n');
}
