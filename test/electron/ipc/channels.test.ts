import { CHANNEL_NAMES, CHANNELS, EVENT_NAMES, EVENTS, MENU_COMMANDS, PRELOAD_CHANNELS } from '@ipc/channels';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

/** One good request for every channel, and requests that a page taken over might try. */
const GOOD: Record<(typeof CHANNEL_NAMES)[number], unknown> = {
  start: {},
  openDialog: {},
  sourcesDialog: {},
  executableDialog: { source: 'src-1' },
  recentList: {},
  recentOpen: { id: 'recent-1' },
  recentClear: {},
  demoOpen: { id: 'demo-2' },
  settingsSet: { theme: 'dark', layout: { 'split.findings': [336, 900], rail: true } },
  windowAction: { action: 'menu', x: 4, y: 36 },
  clipboardWrite: { text: '41,205 goroutines' },
  copyLink: { sources: ['src-1', 'src-2'], view: '{"view":"flame"}' },
  clipboardRead: {},
  saveReport: { suggestedName: 'findings.md', content: '# 41,205' },
  exportDialog: { suggestedName: 'cpu.folded', format: 'collapsed' },
  attachGrant: { pid: 4711, startMs: 1_763_000_000_000, name: 'ingestd' },
  urlGrant: { url: 'localhost:6060' },
  launchGrant: { command: './server', args: ['-addr', ':8080'], folder: 'choose' },
  recordDialog: { suggestedName: 'ingestd.parkrec' },
  engineRestart: {},
  showInFolder: { source: 'src-12' },
};

const BAD: readonly (readonly [(typeof CHANNEL_NAMES)[number], string, unknown])[] = [
  ['copyLink', 'a path for an id', { sources: ['/etc/passwd'], view: '{}' }],
  ['copyLink', 'a view that no link holds', { sources: ['src-1'], view: 'x'.repeat(8193) }],
  ['recentOpen', 'a path for an id', { id: '/etc/passwd' }],
  ['recentOpen', 'no id', {}],
  ['demoOpen', 'a file name for an id', { id: 'demo-1/../../secret' }],
  ['showInFolder', 'a path for a source', { source: '/etc/passwd' }],
  ['showInFolder', 'source 0', { source: 'src-0' }],
  ['settingsSet', 'a theme that is not there', { theme: 'neon' }],
  ['settingsSet', 'a field that is not the page’s', { recent: [{ paths: ['/etc/passwd'] }] }],
  ['settingsSet', 'a layout with nested objects', { layout: { a: { b: 1 } } }],
  ['windowAction', 'an action that is not there', { action: 'open-dev-tools' }],
  ['windowAction', 'a menu at no place', { action: 'menu' }],
  ['clipboardWrite', 'no text', { text: 7 }],
  ['saveReport', 'a folder in the name', { suggestedName: '../.bashrc', content: '' }],
  ['saveReport', 'a Windows folder in the name', { suggestedName: 'a\\b', content: '' }],
  ['saveReport', 'an empty name', { suggestedName: '', content: '' }],
  ['exportDialog', 'a folder in the name', { suggestedName: '../out', format: 'pprof' }],
  ['exportDialog', 'a format that is not written', { suggestedName: 'out', format: 'pdf' }],
  ['attachGrant', 'a pid that is none', { pid: -1 }],
  ['attachGrant', 'a path for a pid', { pid: '/etc/passwd' }],
  ['urlGrant', 'no address', { url: '' }],
  ['launchGrant', 'a folder of the page', { command: 'sh', args: [], folder: '/etc' }],
  ['launchGrant', 'a NUL in an argument', { command: 'sh', args: ['a\0b'], folder: 'home' }],
  ['recordDialog', 'a folder in the name', { suggestedName: '../a.parkrec' }],
  ['start', 'nothing at all', undefined],
  ['openDialog', 'a path to open', { path: '/etc/passwd' }],
];

describe('requests', () => {
  it.each(CHANNEL_NAMES)('%s accepts what it is for', (name) => {
    expect(v.safeParse(CHANNELS[name].request, GOOD[name]).success).toBe(true);
  });
  it.each(CHANNEL_NAMES)('%s refuses a field it does not know', (name) => {
    const request = { ...(GOOD[name] as object), __proto: 1 };
    expect(v.safeParse(CHANNELS[name].request, request).success).toBe(false);
  });
  it.each(BAD)('%s refuses %s', (name, _what, request) => {
    expect(v.safeParse(CHANNELS[name].request, request).success).toBe(false);
  });
  it('a drop names between 1 and 64 paths', () => {
    const accepts = (paths: unknown): boolean => v.safeParse(PRELOAD_CHANNELS.grantDropped.request, { paths }).success;
    expect(accepts(['/a'])).toBe(true);
    expect(accepts([])).toBe(false);
    expect(accepts([''])).toBe(false);
    expect(accepts(Array.from({ length: 65 }, () => '/a'))).toBe(false);
  });
});

describe('events', () => {
  it('a menu command is one of the list', () => {
    expect(v.safeParse(EVENTS.menuCommand, { command: MENU_COMMANDS[0] }).success).toBe(true);
    expect(v.safeParse(EVENTS.menuCommand, { command: 'run' }).success).toBe(false);
  });
  it('no path of a file can be in what the page hears', () => {
    const set = { title: '', sources: [{ id: 'src-1', name: 'a.txt', size: 1, path: '/home/a.txt' }] };
    expect(v.safeParse(EVENTS.openFiles, { sets: [set] }).success).toBe(false);
  });
  it('requests and events have different names: they share Electron’s channels', () => {
    expect(CHANNEL_NAMES.filter((name) => (EVENT_NAMES as string[]).includes(name))).toEqual([]);
  });
});
