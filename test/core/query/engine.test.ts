import { describe, expect, it } from 'vitest';
import { FlameNodes, corpusQuestions } from './questions';
import { NO_FILTER } from '@core/api/queries';
import { bytesSource } from '@core/base/source';
import { answerBytes, LARGEST_ANSWER, rowsWithinAnswer } from '@core/query/answer-size';
import { Engine } from '@core/query/engine';
import { Memo } from '@core/query/memo';
import { badPath, captureFiles, capturePath } from '../../support/fixtures';
import { fileSource, openFiles } from '../../support/engine';

const DUMP = capturePath('locks/go1.26/goroutine.debug2.txt');
const HEAP = capturePath('busy/go1.26/heap.pb.gz');
const newEngine = () => new Engine({ now: () => performance.now() });

describe('every question on every capture', () => {
  it.each(captureFiles())('%s', async (file) => {
    const bench = await openFiles(capturePath(file));
    await corpusQuestions(bench, (name, answer) => expect(answerBytes(answer), name).toBeLessThan(LARGEST_ANSWER));
    expect(bench.engine.status().log.filter(({ outcome }) => outcome === 'err')).toEqual([]);
  });
});

describe('open', () => {
  it('keeps the order of the inputs and names what could not be read', async () => {
    const engine = newEngine();
    const gone = { name: 'gone.txt', error: { code: 'unreadable', message: 'gone.txt does not exist' } as never };
    const opened = await engine.open({
      doc: 'd',
      inputs: [fileSource(HEAP), gone, fileSource(badPath('random.bin')), fileSource(DUMP)],
    });
    if (!opened.ok) throw new Error(opened.error.message);
    expect(opened.value.captures.map(({ name, index }) => `${index} ${name}`)).toEqual([
      '0 heap.pb.gz',
      '1 goroutine.debug2.txt',
    ]);
    expect(opened.value.title).toBe('heap.pb.gz and 1 more');
    expect(opened.value.failed.map(({ name, error }) => `${name} ${error.code}`)).toEqual([
      'gone.txt unreadable',
      'random.bin unrecognised',
    ]);
    expect(opened.value.ownModule).toBe('parkscope.test/generators');
    expect(engine.status().documents).toEqual(['d']);
    // Tables that grow when they are first asked for come on top.
    expect(engine.status().memoryBytes).toBeGreaterThanOrEqual(opened.value.memoryBytes);
    engine.close('d');
    expect(engine.status()).toMatchObject({ documents: [], memoryBytes: 0 });
  });
  it('answers the first error when nothing can be read', async () => {
    const opened = await newEngine().open({ doc: 'd', inputs: [fileSource(badPath('empty.pb.gz'))] });
    expect(opened).toMatchObject({ ok: false, error: { code: 'empty' } });
    expect(await newEngine().open({ doc: 'd', inputs: [] })).toMatchObject({
      ok: false,
      error: { code: 'bad-params', field: 'inputs' },
    });
  });
  it('turns a source that breaks while it is read into an answer', async () => {
    const broken = { ...bytesSource('x.txt', new Uint8Array(10)), read: () => Promise.reject(new Error('EIO')) };
    const opened = await newEngine().open({ doc: 'd', inputs: [broken, fileSource(DUMP)] });
    expect(opened.ok && opened.value.failed[0].error.reason).toContain('EIO');
  });
  it('is cancelled before it keeps anything', async () => {
    const engine = newEngine();
    const controller = new AbortController();
    controller.abort();
    const opened = await engine.open({ doc: 'd', inputs: [fileSource(DUMP)] }, { signal: controller.signal });
    expect(opened).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(engine.status().documents).toEqual([]);
    expect(engine.status().log.at(-1)).toMatchObject({ name: 'open', outcome: 'cancelled' });
  });
});

describe('status', () => {
  it('has the memory of the process where the host tells it', () => {
    expect(newEngine().status().processBytes).toBeNull();
    const host = { now: () => 0, processBytes: () => 222_298_112 };
    expect(new Engine(host).status().processBytes).toBe(222_298_112);
  });
  it('counts what questions leave in memory', async () => {
    const bench = await openFiles(DUMP);
    const before = bench.engine.status().memoryBytes;
    await bench.ask('top', {
      ...{ capture: 0, sampleType: 0, filter: NO_FILTER, sort: 'flat', descending: true },
      offset: 0,
      limit: 5,
    });
    expect(bench.engine.status().memoryBytes).toBeGreaterThan(before);
  });
});

describe('questions that cannot be answered', () => {
  const groups = {
    capture: 0,
    groupBy: 'site',
    filter: NO_FILTER,
    sort: 'count',
    descending: true,
    offset: 0,
    limit: 10,
  } as const;
  const flame = { capture: 0, sampleType: 0, filter: NO_FILTER, zoom: null, width: 800, minPx: 1, search: '' };
  it.each([
    ['capture', { ...groups, capture: 7 }],
    ['limit', { ...groups, limit: 0 }],
    ['limit', { ...groups, limit: 10_001 }],
    ['offset', { ...groups, offset: -1 }],
    ['sort', { ...groups, sort: 'size' as 'count' }],
    ['groupBy', { ...groups, groupBy: 'label:' as const }],
    ['filter.focus[0]', { ...groups, filter: { ...NO_FILTER, focus: ['['] } }],
    ['filter.operations[0]', { ...groups, filter: { ...NO_FILTER, operations: ['walk' as 'sleep'] } }],
  ])('goroutineGroups names %s', async (field, params) => {
    const bench = await openFiles(DUMP);
    expect(await bench.refusal('goroutineGroups', params)).toMatchObject({ code: 'bad-params', field });
  });
  it.each([
    ['sampleType', { ...flame, sampleType: 1 }],
    ['width', { ...flame, width: 0 }],
    ['minPx', { ...flame, minPx: 0 }],
  ])('flame names %s', async (field, params) => {
    expect(await (await openFiles(DUMP)).refusal('flame', params)).toMatchObject({ code: 'bad-params', field });
  });
  it('says what is not there', async () => {
    const bench = await openFiles(DUMP);
    expect(await bench.refusal('flame', { ...flame, zoom: 'f-999999' })).toMatchObject({ code: 'not-found' });
    expect(await bench.refusal('goroutineGroup', { capture: 0, group: 'g-s0000000000000000' })).toMatchObject({
      code: 'not-found',
    });
    expect(await bench.refusal('functionDetail', { ...flame, function: 'no.Such' })).toMatchObject({
      code: 'not-found',
    });
    expect(await bench.engine.query('document', { doc: 'other' })).toMatchObject({
      ok: false,
      error: { code: 'not-found', field: 'doc' },
    });
  });
  it('refuses goroutines of a heap profile with a reason', async () => {
    const error = await (await openFiles(HEAP)).refusal('goroutineGroups', groups);
    expect(error.message).toBe('heap.pb.gz is a heap profile and shows no goroutines');
  });
  it('survives parameters that are nothing like the type', async () => {
    const bench = await openFiles(DUMP);
    for (const filter of [null, 5, { focus: 'x' }, { ...NO_FILTER, labels: [null] }]) {
      const result = await bench.engine.query('goroutineGroups', { ...groups, doc: 'd-1', filter: filter as never });
      expect(result.ok).toBe(false);
    }
  });
});

describe('goroutine groups', () => {
  it('pages without gap or overlap and counts the rest', async () => {
    const bench = await openFiles(DUMP);
    const page = (offset: number, limit: number) =>
      bench.ask('goroutineGroups', {
        capture: 0,
        groupBy: 'stack',
        filter: NO_FILTER,
        sort: 'count',
        descending: true,
        offset,
        limit,
      });
    const all = await page(0, 100);
    const paged = [...(await page(0, 5)).rows, ...(await page(5, 5)).rows, ...(await page(10, 5)).rows];
    expect(paged).toEqual(all.rows);
    const first = await page(0, 5);
    expect(first.folded.groups).toBe(all.total - 5);
    expect(first.folded.goroutines + first.rows.reduce((sum, { count }) => sum + count, 0)).toBe(first.goroutines.all);
  });
  it('follows a group through a series, under a filter too', async () => {
    const bench = await openFiles(...[1, 2, 3].map((i) => capturePath(`series/go1.26/goroutine.${i}.debug2.txt`)));
    const ask = (filter = NO_FILTER) =>
      bench.ask('goroutineGroups', {
        capture: 2,
        groupBy: 'site',
        filter,
        sort: 'count',
        descending: true,
        offset: 0,
        limit: 1,
      });
    const [leak] = (await ask()).rows;
    expect(leak).toMatchObject({ count: 240, series: [80, 160, 240], operation: 'chan send' });
    const [filtered] = (await ask({ ...NO_FILTER, operations: ['chan send'] })).rows;
    expect(filtered).toEqual(leak);
    const members = await bench.ask('goroutineMembers', { capture: 2, group: leak.group, offset: 10, limit: 20 });
    expect(members).toMatchObject({ total: 240, folded: 220 });
    const ids = members.rows.map(({ goid }) => goid);
    expect(ids).toEqual([...ids].sort((a, b) => Number(a) - Number(b)));
    const detail = await bench.ask('goroutineGroup', { capture: 2, group: leak.group });
    expect(detail.stacks[0].frames[0].origin).toBe('own');
    expect(detail.goroutines).toHaveLength(100);
    expect(detail.idRange?.first).toBe(detail.goroutines[0]);
  });
  it('says what each part of a filter leaves alone', async () => {
    const bench = await openFiles(DUMP);
    const filter = { ...NO_FILTER, focus: ['Book', 'Audit'], operations: ['rwmutex rlock' as const], text: 'zzz' };
    const answer = await bench.ask('filterParts', { capture: 0, sampleType: 0, filter });
    expect(answer).toEqual({
      all: 87,
      parts: [
        { part: 'focus', value: 'Book', leaves: 40 },
        { part: 'focus', value: 'Audit', leaves: 20 },
        { part: 'operation', value: 'rwmutex rlock', leaves: 11 },
        { part: 'text', value: 'zzz', leaves: 0 },
      ],
    });
  });
});

describe('limits', () => {
  it('cuts a page before an answer grows too large', () => {
    const rows = rowsWithinAnswer(10_000, (i) => ({ name: 'x'.repeat(1000), i }));
    expect(rows.length).toBeGreaterThan(3_000);
    expect(answerBytes(rows)).toBeLessThan(LARGEST_ANSWER);
    expect(rowsWithinAnswer(2, () => 'x'.repeat(LARGEST_ANSWER))).toHaveLength(1);
  });
  it('forgets the least recently used result first', () => {
    const memo = new Memo(200);
    const runs: string[] = [];
    const get = (key: string) =>
      memo.get(
        key,
        () => runs.push(key),
        () => 80,
      );
    ['a', 'b', 'a', 'c', 'a', 'b'].forEach(get);
    expect(runs).toEqual(['a', 'b', 'c', 'b']);
    expect(memo.byteLength).toBeLessThanOrEqual(200);
  });
  it('keeps the last 200 questions', async () => {
    const bench = await openFiles(DUMP);
    for (let i = 0; i < 205; i++) await bench.ask('document', {});
    const { log } = bench.engine.status();
    expect(log).toHaveLength(200);
    expect(log[0]).toMatchObject({ name: 'document', doc: 'd-1', outcome: 'ok' });
  });
  it('numbers the boxes of a zoomed flame graph as the whole one does', async () => {
    const nodes = await FlameNodes.of(await openFiles(capturePath('busy/go1.26/cpu.pb.gz')));
    expect(await nodes.zoomKeepsNumbers()).toBe(true);
  });
});
