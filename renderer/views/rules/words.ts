import type { RuleFile, RuleScope, RuleTable } from '@core/api/rules';
import { formatCount } from '@core/base/format';

/** Every word of this view, in one place. */
export const WORDS = {
  notes: (count: number) => (count === 1 ? '1 note' : `${formatCount(count)} notes`),
  tabs: 'Which rules',
  yours: (count: number) => `Yours ${formatCount(count)}`,
  muted: (count: number) => `Muted ${formatCount(count)}`,
  builtIn: (count: number) => `Built in ${formatCount(count)}`,

  yoursTitle: 'Your rules',
  noRules:
    'There are no rules of yours yet. A rule is a file; it applies as soon as it is saved, also to open documents.',
  noFiles:
    'Rules and suppressions are files, which the desktop window and the command line read; a page in a browser has none.',
  readFrom: 'Rules are read from',
  notThere: 'not there yet',
  scopes: { project: 'the project', user: 'all your projects', folder: 'named with --rules' } satisfies Record<
    RuleScope,
    string
  >,
  states: {
    'in-force': 'in force',
    previous: 'has a mistake: the version before it is still in force',
    unusable: 'has a mistake: nothing of it is in force',
  } satisfies Record<RuleFile['state'], string>,
  place: (line: number, column: number) => `line ${formatCount(line)}, column ${formatCount(column)}`,
  tables: {
    goroutines: 'groups of goroutines',
    heap: 'places in the heap',
    metrics: 'metrics',
    process: 'the process',
    findings: 'findings',
  } satisfies Record<RuleTable, string>,
  about: 'About',
  when: 'When',
  holds: 'For',
  says: 'Says',
  raises: (severity: string) => `Makes them ${severity === 'error' ? 'an error' : `a ${severity}`}`,
  findings: (count: number) => (count === 1 ? '1 finding' : `${formatCount(count)} findings`),
  none: 'none here',
  mutedCount: (count: number) => `${formatCount(count)} muted`,

  write: 'Write a rule',
  writeFirst: 'Make a first rule',
  text: 'Text of the rule',
  fine: (rules: number) => (rules === 1 ? 'One rule, no mistakes.' : `${formatCount(rules)} rules, no mistakes.`),
  empty: 'No rule yet.',
  mistakes: (count: number) => (count === 1 ? 'One mistake' : `${formatCount(count)} mistakes`),
  editorHint: 'It is checked as you type. Saved, it is in force at once; further changes are made in its file.',
  saveFor: 'For',
  save: 'Save',
  saveAs: 'As',
  copy: 'Copy',
  copied: 'Copied',
  saved: (name: string) => `Saved ${name}`,

  mutedTitle: 'Muted findings',
  noMuted:
    'Nothing is muted. In Findings, the key M or the button Mute… takes a finding out of the list, with a reason.',
  folded: (count: number) => `${formatCount(count)} more muted findings are not listed.`,
  until: (day: string) => `until ${day}`,
  forGood: 'for good',
  ended: (day: string) => `ended on ${day}`,
  back: (count: number) => `${formatCount(count)} ${count === 1 ? 'finding is' : 'findings are'} back in the list`,
  noMatch: 'matches no finding of this document',
  by: (who: string) => `by ${who}`,
  unmute: 'Unmute',
  remove: 'Remove',
  unmuted: 'Unmuted',

  builtInTitle: 'Built-in rules',
  builtInText:
    'What findings can be called, and what looks the same and is healthy. How evidence adds up to a tier stands in every finding.',
  rule: 'Rule',
  reports: 'What it reports',
  traps: 'Traps:',
  now: 'Now',
  countsListed: (folded: number) =>
    `Numbers are of listed findings; ${formatCount(folded)} smaller ones are counted and not listed.`,
} as const;

export const EXAMPLE = `name: too-many-waiting
table: goroutines
when: operation == "chan send" && count >= 100
tier: suspect
message: "{count} goroutines wait to send at {site.file}:{site.line}"
advice:
  - Look at who should receive.
`;
