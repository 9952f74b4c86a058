import { msg, t } from '../../i18n/t';
import type { Command } from '../commands';
import { PART_COMMANDS } from './part-commands';

/** What a command of a view is before the view is shown: Settings lists it, and gives it other keys, from here. */
export interface ViewCommand extends Pick<Command, 'group' | 'keyOnly' | 'inInputs'> {
  /** A message of i18n. */
  readonly title: string;
  /** Ids of the views that have it. */
  readonly views: readonly string[];
  /** Before anybody changed them; tinykeys notation. */
  readonly keys: readonly string[];
  /** The command whose keys it has: the same action under another id elsewhere. Then `keys` is what that one has. */
  readonly keysOf?: string;
  /** Where it acts, a heading of the list in Settings, in place of the names of its views. A message of i18n. */
  readonly place?: string;
}

// Of a view in which a function is selected: they have the keys of the commands that act everywhere.
const focus = { title: msg('Focus on the selected function'), group: 'Filter', keys: ['f'], keysOf: 'focus' } as const;
const ignore = { title: msg('Ignore the selected function'), group: 'Filter', keys: ['i'], keysOf: 'ignore' } as const;
const hide = msg('Hide the selected function’s frames');
const showFrom = msg('Show stacks from the selected function on');
const nextMatch = msg('Next match');
const previousMatch = msg('Previous match');

const TABLE = {
  ...PART_COMMANDS,
  'findings.next': {
    ...{ title: msg('Next finding'), group: 'Move', views: ['findings'] },
    ...{ keys: ['j', 'ArrowDown'], keyOnly: true },
  },
  'findings.previous': {
    ...{ title: msg('Previous finding'), group: 'Move', views: ['findings'] },
    ...{ keys: ['k', 'ArrowUp'], keyOnly: true },
  },
  'findings.first': {
    ...{ title: msg('First finding'), group: 'Move', views: ['findings'], keys: ['g g', 'Home'], keyOnly: true },
  },
  'findings.last': {
    ...{ title: msg('Last finding'), group: 'Move', views: ['findings'], keys: ['Shift+G', 'End'], keyOnly: true },
  },
  'findings.open': {
    ...{ title: msg('Show what is behind the finding'), group: 'Move', views: ['findings'], keys: ['Enter'] },
  },
  'findings.mute': { title: msg('Mute the finding…'), group: 'Move', views: ['findings'], keys: ['m'] },
  'findings.info': {
    ...{ title: msg('Open or fold the findings without a sign of a leak'), group: 'Move' },
    ...{ views: ['findings'], keys: ['o'] },
  },
  'findings.copy': {
    ...{ title: msg('Copy the finding as Markdown'), group: 'Copy', views: ['findings'], keys: ['Shift+Y', 'y'] },
  },
  'flame.find': {
    ...{ title: msg('Find in the flame graph'), group: 'Filter', views: ['flame'], keys: ['$mod+f'], inInputs: true },
  },
  'flame.next': { title: nextMatch, group: 'Move', views: ['flame'], keys: ['n'], keyOnly: true },
  'flame.previous': { title: previousMatch, group: 'Move', views: ['flame'], keys: ['Shift+N'], keyOnly: true },
  'flame.zoom': { title: msg('Zoom to the selected box'), group: 'Move', views: ['flame'], keys: ['z'] },
  'flame.reset': { title: msg('Zoom out to all'), group: 'Move', views: ['flame'], keys: ['r'] },
  'flame.sandwich': {
    ...{ title: msg('Callers and callees of the selected function'), group: 'Move', views: ['flame'], keys: ['s'] },
  },
  'flame.focus': { ...focus, views: ['flame'] },
  'flame.ignore': { ...ignore, views: ['flame'] },
  'flame.hide': { title: hide, group: 'Filter', views: ['flame'], keys: [] },
  'flame.show-from': { title: showFrom, group: 'Filter', views: ['flame'], keys: [] },
  'top.focus': { ...focus, views: ['top'] },
  'top.ignore': { ...ignore, views: ['top'] },
  'top.hide': { title: hide, group: 'Filter', views: ['top'], keys: [], keysOf: 'flame.hide' },
  'top.show-from': { title: showFrom, group: 'Filter', views: ['top'], keys: [], keysOf: 'flame.show-from' },
  'tree.next': { title: nextMatch, group: 'Move', views: ['top'], keys: ['n'], keysOf: 'flame.next' },
  'tree.previous': { title: previousMatch, group: 'Move', views: ['top'], keys: ['Shift+N'], keysOf: 'flame.previous' },
  'tree.heaviest': { title: msg('Unfold the heaviest path'), group: 'Move', views: ['top'], keys: ['o'] },
  'source.next-hot': { title: msg('Next hot line'), group: 'Move', views: ['source'], keys: ['n'] },
  'trace.focus': { ...focus, views: ['trace'] },
  'trace.ignore': { ...ignore, views: ['trace'] },
  'trace.zoom-range': {
    ...{ title: msg('Timeline: zoom to the chosen part'), group: 'Move', views: ['trace'], keys: ['z'] },
  },
  'trace.reset': { title: msg('Timeline: show the whole trace'), group: 'Move', views: ['trace'], keys: ['r'] },
  'trace.in': { title: msg('Timeline: zoom in'), group: 'Move', views: ['trace'], keys: ['+'] },
  'trace.out': { title: msg('Timeline: zoom out'), group: 'Move', views: ['trace'], keys: ['-'] },
  'live.back': { title: msg('Live: cursor back'), group: 'Move', views: ['live'], keys: ['['] },
  'live.on': { title: msg('Live: cursor on'), group: 'Move', views: ['live'], keys: [']'] },
  'live.newest': { title: msg('Live: follow the newest'), group: 'Move', views: ['live'], keys: ['r', 'Escape'] },
  'live.longer': { title: msg('Live: more time'), group: 'Move', views: ['live'], keys: ['-'] },
  'live.shorter': { title: msg('Live: less time'), group: 'Move', views: ['live'], keys: ['+'] },
  'metrics.search': { title: msg('Search metrics'), group: 'Filter', views: ['metrics'], keys: ['/'] },
  'metrics.table': {
    ...{ title: msg('Chart as a table'), group: 'Views', keys: ['Alt+t'] },
    views: ['metrics', 'heap', 'live', 'trace', 'compare', 'top'],
  },
  'heap.table': {
    ...{ title: msg('Chart as a table'), group: 'Views', views: ['heap'], keys: ['Alt+t'], keysOf: 'metrics.table' },
  },
  'top.table': {
    ...{ title: msg('Chart as a table'), group: 'Views', views: ['top'], keys: ['Alt+t'], keysOf: 'metrics.table' },
  },
  'waiters.table': { title: msg('Waiters: graph or table'), group: 'Views', views: ['waiters'], keys: ['Alt+t'] },
  'compare.swap': { title: msg('Swap A and B'), group: 'Views', views: ['compare'], keys: ['s'] },
} as const satisfies Readonly<Record<string, ViewCommand>>;

export type ViewCommandId = keyof typeof TABLE;

/** Every command that a view registers while it is shown, by id. */
export const VIEW_COMMANDS: Readonly<Record<string, ViewCommand>> = TABLE;

/** A command of the table with what it does. */
export function viewCommand(id: ViewCommandId, does: Pick<Command, 'run' | 'enabled'>): Command {
  const { title, group, keys, keyOnly, inInputs }: ViewCommand = TABLE[id];
  return {
    ...{ id, title: t(title), group, keys, ...does },
    ...(keyOnly === undefined ? {} : { keyOnly }),
    ...(inInputs === undefined ? {} : { inInputs }),
  };
}
