import type { Finding } from '@core/api/findings';
import type { TopRow } from '@core/api/queries';
import { t } from '../../i18n/t';
import type { Command } from '../../ui/commands';
import { fromEngine } from '../../i18n/from-engine';

/** What was typed: its first character may narrow the list to one kind. */
export interface Asked {
  readonly kind: 'all' | 'command' | 'function' | 'label' | 'view';
  readonly text: string;
}

const PREFIXES: Readonly<Record<string, Asked['kind']>> = {
  '>': 'command',
  '@': 'function',
  '#': 'label',
  '/': 'view',
};

export function askedFor(typed: string): Asked {
  const kind = PREFIXES[typed.charAt(0)];
  return kind === undefined ? { kind: 'all', text: typed.trim() } : { kind, text: typed.slice(1).trim() };
}

/** The best of a kind and how many there are. */
export interface Best<T> {
  readonly shown: readonly T[];
  readonly total: number;
}

const LIMITS = { alone: 50, together: 4 };

const has = (haystack: string, needle: string): boolean => haystack.toLowerCase().includes(needle.toLowerCase());

export function bestFindings(findings: readonly Finding[], asked: Asked): Best<Finding> {
  if (asked.kind !== 'all') return { shown: [], total: 0 };
  const hits = findings.filter((finding) =>
    [
      fromEngine(finding.summary),
      finding.summary,
      finding.title,
      finding.rule,
      finding.site?.file ?? '',
      finding.site?.function ?? '',
    ].some((text) => has(text, asked.text)),
  );
  return { shown: hits.slice(0, LIMITS.together), total: hits.length };
}

/** Rows come heaviest first and stay so; a match in the name after the package goes before one in the path. */
export function bestFunctions(rows: readonly TopRow[], asked: Asked): Best<TopRow> {
  if (asked.kind === 'function' ? false : asked.kind !== 'all' || asked.text === '') return { shown: [], total: 0 };
  const hits = rows.filter((row) => has(row.function, asked.text));
  const near = (row: TopRow): boolean => has(row.function.slice(row.function.lastIndexOf('/') + 1), asked.text);
  const ordered = [...hits.filter(near), ...hits.filter((row) => !near(row))];
  return { shown: ordered.slice(0, asked.kind === 'function' ? LIMITS.alone : LIMITS.together), total: hits.length };
}

export function bestCommands(commands: readonly Command[], asked: Asked): Best<Command> {
  if (asked.kind === 'function' || asked.kind === 'label') return { shown: [], total: 0 };
  // The last registered of one id is the one that would run.
  const possible = [...new Map(commands.map((command) => [command.id, command])).values()].filter(
    (command) => command.keyOnly !== true && (command.enabled?.() ?? true),
  );
  const hits = possible.filter(
    (command) => (asked.kind !== 'view' || command.id.startsWith('view-')) && has(command.title, asked.text),
  );
  const limit = asked.kind === 'all' && asked.text !== '' ? LIMITS.together : LIMITS.alone;
  const ordered = asked.text === '' ? hits : hits.toSorted((a, b) => distance(a, asked.text) - distance(b, asked.text));
  return { shown: ordered.slice(0, limit), total: hits.length };
}

/** The name of a view goes before a command that begins with the text, and that before one that has it inside. */
function distance({ id, title }: Command, text: string): number {
  const name = id.startsWith('view-') ? title.replace(t('Go to {title}', { title: '' }), '') : title;
  if (name.toLowerCase().startsWith(text.toLowerCase())) return id.startsWith('view-') ? 0 : 1;
  return 2;
}

/** The typed text as the first function that contains it writes it: `batcher` → `Batcher`. */
export function inCaseOf(text: string, rows: readonly TopRow[]): string {
  if (text === '' || rows.some((row) => row.function.includes(text))) return text;
  for (const row of rows) {
    const at = row.function.toLowerCase().indexOf(text.toLowerCase());
    if (at >= 0) return row.function.slice(at, at + text.length);
  }
  return text;
}
