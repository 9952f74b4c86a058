import { describe, expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import { groupGoroutines, groupByOfHandle, MIXED, type GroupTable } from '@core/analysis/group';
import { codeRef } from '@core/analysis/site';
import type { Capture } from '@core/model/tables';
import { OPERATIONS } from '@core/api/operation';
import { captureOf, goroutineCapture, manyGoroutines, type Goroutine } from '../../support/stacks';
import { openFiles } from '../../support/engine';
import { capturePath } from '../../support/fixtures';

const GOPARK = 'runtime.gopark:1';
const SEND = `runtime.chansend:2;${GOPARK}`;
const work = (line: number, inner = SEND) =>
  `main.main:5;ex.com/q.(*Batch).work:20;ex.com/q.(*Batch).put:${line};${inner}`;

function sites(capture: Capture): (string | undefined)[] {
  const [analysis] = analyse([capture]);
  return Array.from(
    { length: capture.samples.count },
    (_, i) => codeRef(capture, analysis.sites.site[capture.samples.stack[i]])?.function,
  );
}

describe('site', () => {
  it('is the first frame of the program, whatever lies in between', () => {
    expect(
      sites(
        captureOf([
          `${work(88)} 1`,
          'net/http.(*conn).serve:1;ex.com/web.Get:2;net.(*conn).Read:3;internal/poll.(*FD).Read:4;runtime.gopark:5 1',
          'ex.com/web.Get:2;golang.org/x/sync/semaphore.(*Weighted).Acquire@/g/pkg/mod/golang.org/x/sync@v0.1.0/semaphore/s.go:9;runtime.selectgo:5 1',
        ]),
      ),
    ).toEqual(['ex.com/q.(*Batch).put', 'ex.com/web.Get', 'ex.com/web.Get']);
  });
  it('is the telling frame of the standard library where the program has none', () => {
    const idle =
      'net/http.(*persistConn).readLoop:9;bufio.(*Reader).Peek:8;net/http.(*persistConn).Read:7;net.(*conn).Read:3;internal/poll.(*FD).Read:4';
    expect(
      sites(
        captureOf([
          `${idle} 1`,
          'os/signal.loop:3;os/signal.signal_recv:2;runtime.notetsleepg:1 1',
          'time.Sleep:1;runtime.gopark:2 1',
        ]),
      ),
    ).toEqual(['net/http.(*persistConn).Read', 'os/signal.signal_recv', 'runtime.gopark']);
  });
});

const row = (table: GroupTable, handle: number) => ({ count: table.weight[handle], stacks: table.stacks[handle] });

describe('groupGoroutines', () => {
  const list: Goroutine[] = [
    { stack: work(88), goid: 3, operation: 'chan send', state: 'chan send', minutes: 4, creator: 'ex.com/q.Start:7' },
    { stack: work(88), goid: 4, operation: 'chan send', state: 'chan send', minutes: 9, creator: 'ex.com/q.Start:7' },
    { stack: work(90), goid: 5, operation: 'chan send', state: 'chan send', creator: 'ex.com/q.Start:7' },
    {
      stack: work(88),
      goid: 6,
      operation: 'chan send',
      state: 'chan send',
      creator: 'ex.com/q.Other:1',
      labels: { tenant: 'a' },
    },
    {
      stack: work(88, GOPARK),
      goid: 7,
      operation: 'select',
      state: 'select',
      creator: 'ex.com/q.Start:7',
      labels: { tenant: 'a' },
    },
  ];
  const capture = goroutineCapture(list);
  const [analysis] = analyse([capture]);

  it('by site: operation, place and entry; differing creators show as mixed', () => {
    const table = analysis.groups('site');
    expect([...table.weight]).toEqual([3, 1, 1]);
    expect(table.total).toBe(5);
    expect([table.minMinutes[0], table.maxMinutes[0]]).toEqual([4, 9]);
    expect(table.creator[0]).toBe(MIXED);
    expect(codeRef(capture, table.site[0])?.line).toBe(88);
    expect(OPERATIONS[table.operation[2]]).toBe('select');
    expect([...table.members.subarray(table.start[0], table.start[1])]).toEqual([0, 1, 3]);
  });
  it('by stack: the creator tells apart', () => expect([...analysis.groups('stack').weight]).toEqual([2, 1, 1, 1]));
  it('by creator, state and label', () => {
    expect([...analysis.groups('creator').weight]).toEqual([4, 1]);
    expect([...analysis.groups('state').weight]).toEqual([4, 1]);
    expect([...analysis.groups('label:tenant').weight]).toEqual([3, 2]);
  });
  it('keeps handles under a filter, finds them again and tells what they are grouped by', () => {
    const all = analysis.groups('site');
    const some = groupGoroutines(capture, analysis.sites, 'site', Uint8Array.from([0, 0, 1, 1, 0]));
    expect(some.total).toBe(2);
    expect(some.find(all.handle(0))).toBe(1);
    expect(some.find(all.handle(2))).toBe(-1);
    expect(groupByOfHandle(all.handle(0))).toBe('site');
    expect(groupByOfHandle(analysis.groups('label:tenant').handle(0))).toBe('label');
    expect(groupByOfHandle('g-0')).toBe(null);
  });
  it('takes the most frequent stack to stand for a group', () => {
    const other = 'main.main:6;ex.com/q.(*Batch).work:20;ex.com/q.(*Batch).put:88';
    const mixed = goroutineCapture([
      { stack: other, operation: 'chan send' },
      { stack: work(88), operation: 'chan send', weight: 5 },
    ]);
    const table = analyse([mixed])[0].groups('site');
    expect(row(table, 0)).toEqual({ count: 6, stacks: 2 });
    expect(table.sample[0]).toBe(1);
  });

  it('gives the same handles for what debug=0, debug=1 and debug=2 show of one program', async () => {
    const handles = async (file: string) => {
      const { rows } = await (
        await openFiles(capturePath(file))
      ).ask('goroutineGroups', {
        ...{ capture: 0, groupBy: 'site', sort: 'count', descending: true, offset: 0, limit: 100 },
        filter: { focus: [], ignore: ['WriteTo'], labels: [], operations: [], text: '' },
      });
      return rows.map(({ group, count, operation }) => `${group} ${count} ${operation}`).sort();
    };
    const text = await handles('locks/go1.26/goroutine.debug2.txt');
    expect(text.length).toBeGreaterThan(8);
    expect(await handles('locks/go1.26/goroutine.pb.gz')).toEqual(text);
    expect(await handles('locks/go1.26/goroutine.debug1.txt')).toEqual(text);
  });

  it('groups 500,000 goroutines of 5,000 stacks and of as many stacks', () => {
    for (const different of [5_000, 500_000]) {
      const [analysis] = analyse([manyGoroutines(500_000, different)]);
      const groups = analysis.groups('site');
      expect(groups.total).toBe(500_000);
      expect(groups.count).toBe(different);
      expect(new Set(Array.from({ length: groups.count }, (_, i) => groups.handle(i))).size).toBe(different);
    }
  });
});
