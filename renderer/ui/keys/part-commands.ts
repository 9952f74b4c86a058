import { msg } from '../../i18n/t';

/** Views in which there are rows: tables, call trees, graphs with rows, lines of source. */
const WITH_ROWS = ['goroutines', 'waiters', 'trace', 'flame', 'top', 'source', 'heap', 'metrics', 'live', 'compare'];

const rows = { place: msg('In tables, trees and source'), views: WITH_ROWS, keyOnly: true } as const;
const tree = { place: msg('In call trees'), views: ['top'], group: 'Move', keyOnly: true } as const;
const groups = { views: ['goroutines'], group: 'Views', keyOnly: true } as const;

/**
 * Commands of parts of views: they act on what has the focus. Arrows, Home, End, Page Up, Page Down and Enter move in every grid and tree
 * whatever other keys these are given, as people and screen readers expect of them.
 */
export const PART_COMMANDS = {
  'rows.next': { ...rows, title: msg('Next row'), group: 'Move', keys: ['j', 'ArrowDown'] },
  'rows.previous': { ...rows, title: msg('Previous row'), group: 'Move', keys: ['k', 'ArrowUp'] },
  'rows.first': { ...rows, title: msg('First row'), group: 'Move', keys: ['g g', 'Home'] },
  'rows.last': { ...rows, title: msg('Last row'), group: 'Move', keys: ['Shift+G', 'End'] },
  'rows.copy': { ...rows, title: msg('Copy the row'), group: 'Copy', keys: ['y'] },
  'rows.copy-markdown': { ...rows, title: msg('Copy the row as Markdown'), group: 'Copy', keys: ['Shift+Y'] },
  'tree.unfold': { ...tree, title: msg('Unfold, or on to the first inside'), keys: ['l', 'ArrowRight'] },
  'tree.fold': { ...tree, title: msg('Fold, or back to what it is in'), keys: ['h', 'ArrowLeft'] },
  'tree.branch': { ...tree, title: msg('Unfold the heaviest path below'), keys: ['*'] },
  'groups.mark': { ...groups, title: msg('Put the stack beside the others, or take it away'), keys: ['x'] },
  'groups.first-column': { ...groups, title: msg('Show the stack in the first column'), keys: ['1'] },
  'groups.second-column': { ...groups, title: msg('Show the stack in the second column'), keys: ['2'] },
  'groups.third-column': { ...groups, title: msg('Show the stack in the third column'), keys: ['3'] },
} as const;
