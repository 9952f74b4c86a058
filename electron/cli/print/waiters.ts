import type { CaptureInfo } from '@core/api/document';
import type { PossibleReleaser, WaiterRow, WaitersAnswer, WaitingGroup } from '@core/api/waiters';
import { formatCount } from '@core/base/format';
import { paint, printable, proseWidth, wrap, type TerminalStyle } from '../terminal';
import { counted, noteLines, placeText, symbolText } from './names';

/** All rows of one question, however many answers they came in. */
export interface AllWaiters extends Pick<WaitersAnswer, 'waiting' | 'total' | 'folded' | 'cycles'> {
  readonly rows: readonly WaiterRow[];
}

/** The member `waiters` of `parkscope.goroutines/1`. Handles are left out: they mean nothing outside the question. */
export function waitersJson({ waiting, total, folded, rows, cycles }: AllWaiters): object {
  const number = new Map(rows.map(({ object }, i) => [object, i]));
  const index = (object: string): number | null => number.get(object) ?? null;
  return {
    ...{ waiting, total, folded },
    objects: rows.map(({ object: _, groups, releasers, ...row }) => ({
      ...row,
      groups: groups.map(({ group: _group, ...rest }) => rest),
      releasers: releasers.map(({ group: _group, waitsFor, ...rest }) => ({ ...rest, waitsFor: index(waitsFor) })),
    })),
    cycles: cycles.map(({ cycle: _, objects, ...rest }) => ({ ...rest, objects: objects.map(index) })),
  };
}

export function waitersText(rawCapture: CaptureInfo, rawAnswer: AllWaiters, style: TerminalStyle): string {
  const capture = printable(rawCapture);
  const { waiting, rows, cycles, folded, total } = printable(rawAnswer);
  const width = proseWidth(style);
  const objects = rows.reduce((sum, row) => sum + row.objects, folded.objects);
  const lines = [
    paint(style, 'bold', `${capture.name}: ${counted(waiting, 'goroutine')} wait, on ${counted(objects, 'object')}`),
    ...noteLines(style, capture, width),
  ];
  for (const { proven, text } of cycles)
    lines.push('', ...wrap(paint(style, 'red', proven ? 'A deadlock: ' : 'Perhaps a deadlock: '), text, width));
  const titles = new Map(rows.map((row) => [row.object, row.title]));
  for (const row of rows) lines.push('', ...rowLines(row, titles, style, width));
  const rest = total - rows.length;
  if (rest > 0)
    lines.push(
      '',
      paint(
        style,
        'dim',
        `… ${counted(rest, 'more row')} with ${counted(folded.goroutines, 'goroutine')} (-n 0 prints all)`,
      ),
    );
  return `${lines.join('\n').trimEnd()}\n`;
}

const INDENT = '          ';

function rowLines(row: WaiterRow, titles: ReadonlyMap<string, string>, style: TerminalStyle, width: number): string[] {
  const facts = [
    row.type === '' || row.kind === 'unknown' || row.title.includes(' of ') ? '' : `of ${symbolText(row.type)}`,
    row.state,
  ];
  const said = facts.filter((fact) => fact !== '').join('  ');
  const count = formatCount(row.waiting).padStart(8);
  const lines = [`${paint(style, 'bold', `${count}  ${row.title}`)}${said === '' ? '' : `  ${said}`}`];
  for (const group of row.groups) lines.push(INDENT + groupText(group));
  if (row.groupsFolded > 0) lines.push(paint(style, 'dim', `${INDENT}… ${counted(row.groupsFolded, 'more group')}`));
  for (const releaser of row.releasers)
    lines.push(...wrap(`${INDENT}${paint(style, 'dim', '⇢ ')}`, releaserText(releaser, titles), Math.max(width, 60)));
  if (row.releasersFolded > 0) lines.push(paint(style, 'dim', `${INDENT}⇢ … ${formatCount(row.releasersFolded)} more`));
  if (row.nobody) lines.push(INDENT + paint(style, 'red', 'nobody was found who could release it'));
  return lines;
}

const MOST_IDS = 3;

function people({ count, operation, state, site, goroutines }: WaitingGroup | PossibleReleaser): string {
  const at = site === null ? '' : ` at ${symbolText(site.function)} ${placeText(site)}`;
  const ids = goroutines.slice(0, MOST_IDS).join(', ');
  const more = goroutines.length > MOST_IDS ? ', …' : '';
  return `${formatCount(count)} in ${state === '' ? operation : state}${at.trimEnd()}${ids === '' ? '' : `  g ${ids}${more}`}`;
}

function groupText(group: WaitingGroup): string {
  const { waitMinutes } = group;
  if (waitMinutes === null) return people(group);
  const { min, max } = waitMinutes;
  return `${people(group)}  ${min === max ? `${min} min` : `${min}–${max} min`}`;
}

function releaserText(releaser: PossibleReleaser, titles: ReadonlyMap<string, string>): string {
  const waits = titles.get(releaser.waitsFor);
  const why = `could release it: ${releaser.why}`;
  return `${people(releaser)} ${why}${waits === undefined ? '' : `; waits for ${waits} itself`}`;
}
