import { describe, expect, it } from 'vitest';
import type { ProcessRow } from '@core/api/live';
import {
  commitText,
  factsText,
  inOrder,
  matching,
  moduleParts,
  readableParts,
  refusal,
  remember,
} from '../../../../renderer/app/attach/processes';

const row = (change: Partial<ProcessRow> = {}): ProcessRow => ({
  pid: 41227,
  name: 'ingestd',
  user: 'dev',
  mine: true,
  command: './ingestd -config prod.toml',
  startMs: 0,
  cpuPercent: 640.2,
  rssBytes: 408 * 1024 ** 2,
  threads: 14,
  container: null,
  ports: [],
  go: { version: 'go1.27.1', module: 'corp.example/ingestd', revision: '91ab03d4c5', dirty: false },
  goUnknown: '',
  goroutines: 6218,
  readable: 'most',
  features: [
    { name: 'memory', available: true, why: '', command: null },
    {
      name: 'perf',
      available: false,
      why: 'kernel.perf_event_paranoid is 3; 2 is enough.',
      command: 'sudo sysctl kernel.perf_event_paranoid=2',
    },
    { name: 'ebpf', available: false, why: 'not root', command: null },
  ],
  ...change,
});
const all = { text: '', goOnly: false, mineOnly: false };

describe('searching', () => {
  const rows = [row(), row({ pid: 7, name: 'sshd', go: null, mine: false, user: 'root', command: '/usr/sbin/sshd' })];
  it.each([
    ['ing', [41227]],
    ['4122', [41227]],
    ['corp PROD', [41227]],
    ['root', [7]],
    ['nothing', []],
    ['', [41227, 7]],
  ])('%j finds %j', (text, pids) => {
    expect(matching(rows, { ...all, text }).map(({ pid }) => pid)).toEqual(pids);
  });
  it('ports and containers are found, too', () => {
    const served = row({ pid: 7, ports: [6060, 8080], container: 'edge-1' });
    for (const text of ['8080', ':6060', 'edge-1', 'ingestd :8080'])
      expect(matching([...rows, served], { ...all, text }).map(({ pid }) => pid)).toEqual([7]);
    expect(factsText(served, 5000)).toContain('listens on :6060 :8080');
  });
  it('Go only hides what is known not to be Go, and nothing else', () => {
    const unknown = row({ pid: 9, go: null, goUnknown: 'its executable cannot be read' });
    expect(matching([...rows, unknown], { ...all, goOnly: true }).map(({ pid }) => pid)).toEqual([41227, 9]);
    expect(matching(rows, { ...all, mineOnly: true }).map(({ pid }) => pid)).toEqual([41227]);
  });
});

describe('the order', () => {
  const rows = [row({ pid: 1, goroutines: null }), row({ pid: 2, goroutines: 5 }), row({ pid: 3, goroutines: 5 })];
  it('is by the column, then newest first', () => {
    expect(inOrder(rows, 'goroutines', true).map(({ pid }) => pid)).toEqual([3, 2, 1]);
    expect(inOrder(rows, 'goroutines', false).map(({ pid }) => pid)).toEqual([1, 3, 2]);
    expect(inOrder(rows, 'pid', true).map(({ pid }) => pid)).toEqual([3, 2, 1]);
  });
  it('tells 1.9 from 1.27', () => {
    const go = (version: string) => ({ version, module: '', revision: '', dirty: false });
    const versions = [
      row({ pid: 1, go: go('go1.9') }),
      row({ pid: 2, go: go('go1.27.1') }),
      row({ pid: 3, go: go('go1.4') }),
    ];
    expect(inOrder(versions, 'go', true).map(({ pid }) => pid)).toEqual([2, 1, 3]);
  });
});

describe('what a row says', () => {
  it.each([
    ['corp.example/tools/pinger', '…/', 'pinger'],
    ['corp.example/tool/v2', '…/', 'tool/v2'],
    ['main', '', 'main'],
    ['', '', ''],
  ])('module %j', (module, before, last) => expect(moduleParts(module)).toEqual({ before, last }));
  it('commit and changes that were not committed', () => {
    const go = row().go!;
    expect(commitText(go)).toBe('91ab03d');
    expect(commitText({ ...go, dirty: true })).toBe('91ab03d +');
    expect(commitText({ ...go, revision: '', dirty: true })).toBe('');
  });
  it('facts', () => {
    expect(factsText(row(), 7_560_000).replaceAll('\u00a0', ' ')).toBe(
      'user dev, up 2 h 06 min, 14 threads, no container',
    );
    expect(factsText(row({ threads: 1, container: 'edge' }), 5000).replaceAll('\u00a0', ' ')).toBe(
      'user dev, up 5 s, 1 thread, container edge',
    );
  });
});

describe('what can be read', () => {
  it('names what people look for; what nothing here needs is left out', () => {
    expect(readableParts(row()).map(({ text, available }) => [text, available])).toEqual([
      ['Goroutines with stacks', true],
      ['Wait reasons, channels, locks', true],
      ['Heap, GC and scheduler counters', true],
      ['CPU profile', false],
    ]);
    expect(refusal(row())).toBeNull();
  });
  it('without the right to read memory it is refused, once, with the command', () => {
    const refused = row({
      readable: 'none',
      features: [{ name: 'memory', available: false, why: 'It belongs to user edge.', command: 'sudo setcap …' }],
    });
    expect(readableParts(refused)).toHaveLength(1);
    expect(refusal(refused)).toMatchObject({ why: 'It belongs to user edge.', command: 'sudo setcap …' });
  });
  it('another program than Go is refused', () => {
    expect(refusal(row({ go: null }))?.why).toBe('ingestd is not a Go program.');
    expect(refusal(row({ go: null, goUnknown: 'no right to read it' }))?.why).toMatch(/no right to read it$/);
  });
});

describe('looks', () => {
  it('go back half a minute, and end with the process', () => {
    let known: ReturnType<typeof remember> = new Map();
    for (let s = 0; s < 60; s++) known = remember(known, [row({ goroutines: s })], s * 1000);
    const looks = [...known.values()][0]!;
    expect(looks.at(-1)?.goroutines).toBe(59);
    expect(looks[0]!.atMs).toBeGreaterThanOrEqual(28_500);
    expect(remember(known, [], 60_000).size).toBe(0);
    // The id was used again by another process.
    expect([...remember(known, [row({ startMs: 5 })], 60_000).values()][0]).toHaveLength(1);
  });
});
