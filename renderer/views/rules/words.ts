import type { RuleFile, RuleScope, RuleTable } from '@core/api/rules';
import { formatCount } from '@core/base/format';
import { inLanguage, msg, t } from '../../i18n/t';

/** Every word of this view, in one place. */
export const WORDS = inLanguage({
  notes: (count: number) => t('{count, plural, one {# note} other {# notes}}', { count }),
  tabs: msg('Which rules'),
  yours: (count: number) => t('Yours {count}', { count: formatCount(count) }),
  muted: (count: number) => t('Muted {count}', { count: formatCount(count) }),
  builtIn: (count: number) => t('Built in {count}', { count: formatCount(count) }),

  yoursTitle: msg('Your rules'),
  noRules: msg(
    'There are no rules of yours yet. A rule is a file; it applies as soon as it is saved, also to open documents.',
  ),
  noFiles: msg(
    'Rules and suppressions are files, which the desktop window and the command line read; a page in a browser has none.',
  ),
  readFrom: msg('Rules are read from'),
  notThere: msg('not there yet'),
  scopes: inLanguage({
    project: msg('the project'),
    user: msg('all your projects'),
    folder: msg('named with --rules'),
  } satisfies Record<RuleScope, string>),
  states: inLanguage({
    'in-force': msg('in force'),
    previous: msg('has a mistake: the version before it is still in force'),
    unusable: msg('has a mistake: nothing of it is in force'),
  } satisfies Record<RuleFile['state'], string>),
  place: (line: number, column: number) =>
    t('line {line}, column {column}', { line: formatCount(line), column: formatCount(column) }),
  tables: inLanguage({
    goroutines: msg('groups of goroutines'),
    heap: msg('places in the heap'),
    metrics: msg('metrics'),
    process: msg('the process'),
    findings: msg('findings'),
  } satisfies Record<RuleTable, string>),
  about: msg('About'),
  when: msg('When'),
  holds: msg('For'),
  says: msg('Says'),
  raises: (severity: string) =>
    severity === 'error' ? t('Makes them an error') : t('Makes them a {severity}', { severity }),
  findings: (count: number) => t('{count, plural, one {# finding} other {# findings}}', { count }),
  none: msg('none here'),
  mutedCount: (count: number) => t('{count} muted', { count: formatCount(count) }),

  write: msg('Write a rule'),
  writeFirst: msg('Make a first rule'),
  text: msg('Text of the rule'),
  fine: (rules: number) => t('{rules, plural, one {One rule} other {# rules}}, no mistakes.', { rules }),
  empty: msg('No rule yet.'),
  mistakes: (count: number) => t('{count, plural, one {One mistake} other {# mistakes}}', { count }),
  editorHint: msg('It is checked as you type. Saved, it is in force at once; further changes are made in its file.'),
  saveFor: msg('For'),
  save: msg('Save'),
  saveAs: msg('As'),
  copy: msg('Copy'),
  copied: msg('Copied'),
  saved: (name: string) => t('Saved {name}', { name }),

  mutedTitle: msg('Muted findings'),
  noMuted: msg(
    'Nothing is muted. In Findings, the key M or the button Mute… takes a finding out of the list, with a reason.',
  ),
  folded: (count: number) => t('{count} more muted findings are not listed.', { count: formatCount(count) }),
  until: (day: string) => t('until {day}', { day }),
  forGood: msg('for good'),
  ended: (day: string) => t('ended on {day}', { day }),
  back: (count: number) => t('{count, plural, one {# finding is} other {# findings are}} back in the list', { count }),
  noMatch: msg('matches no finding of this document'),
  by: (who: string) => t('by {who}', { who }),
  unmute: msg('Unmute'),
  remove: msg('Remove'),
  unmuted: msg('Unmuted'),

  builtInTitle: msg('Built-in rules'),
  builtInText: msg(
    'What findings can be called, and what looks the same and is healthy. How evidence adds up to a tier stands in every finding.',
  ),
  rule: msg('Rule'),
  reports: msg('What it reports'),
  traps: msg('Traps:'),
  now: msg('Now'),
  countsListed: (folded: number) =>
    t('Numbers are of listed findings; {folded} smaller ones are counted and not listed.', {
      folded: formatCount(folded),
    }),
});

export const EXAMPLE = `name: too-many-waiting
table: goroutines
when: operation == "chan send" && count >= 100
tier: suspect
message: "{count} goroutines wait to send at {site.file}:{site.line}"
advice:
  - Look at who should receive.
`;
