import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { NO_FILTER, type TopRow } from '@core/api/queries';
import type { ReportManifest } from '@core/api/report';
import { bytesSource } from '@core/base/source';
import { Anonymiser } from '@core/export/anonymise';
import { unpackProfile } from '@core/export/report/unpack-profile';
import { Engine } from '@core/query/engine';
import { exported, memorySink } from '../../support/export';
import { fileSource } from '../../support/engine';
import { capturePath } from '../../support/fixtures';

const CPU = capturePath('busy/go1.26/cpu.pb.gz');
const DUMP = capturePath('series/go1.26/goroutine.1.debug2.txt');
/** Of the program that was captured: its module, packages, labels, and the folders of whoever built it. */
const SECRETS = [
  /fixture/i,
  /render/,
  /\bSite\b/,
  /layout/,
  /tenant/,
  /acme/,
  /Batcher/,
  /ingest/,
  /\/home\//,
  /\/root\//,
];

async function topRows(...sources: Parameters<typeof exported>[0][]): Promise<readonly TopRow[]> {
  const engine = new Engine({ now: () => performance.now() });
  const opened = await engine.open({ doc: 'd-1', inputs: sources });
  if (!opened.ok) throw new Error(opened.error.message);
  const params = { doc: 'd-1', capture: 0, sampleType: 1, filter: NO_FILTER, sort: 'flat', descending: true } as const;
  const top = await engine.query('top', { ...params, offset: 0, limit: 1000 });
  if (!top.ok) throw new Error(top.error.message);
  return top.value.rows;
}

const isGo = (origin: string): boolean => origin === 'std' || origin === 'runtime';
const numbers = (rows: readonly TopRow[]): string[] => rows.map(({ flat, cum }) => `${flat} ${cum}`).sort();

test('a profile under other names: the same numbers, Go’s own names, and nothing of the program', async () => {
  const { bytes } = await exported(fileSource(CPU), { to: 'pprof', anonymise: true });
  const text = gunzipSync(bytes).toString('latin1');
  for (const secret of SECRETS) expect(text).not.toMatch(secret);
  const before = await topRows(fileSource(CPU));
  const after = await topRows(bytesSource('x.pb.gz', bytes));
  expect(numbers(after)).toEqual(numbers(before));
  // Of Go's own functions the instantiations are one, as they are shown.
  const go = (rows: readonly TopRow[]): string[] =>
    [
      ...new Set(rows.filter(({ origin }) => isGo(origin)).map((row) => row.function.replace(/\[.*\]/, '[...]'))),
    ].sort();
  expect(go(after)).toEqual(go(before));
  const own = after.filter(({ origin }) => !isGo(origin));
  expect(own.length).toBe(before.filter(({ origin }) => !isGo(origin)).length);
  expect(
    own.every(({ function: name, origin }) => origin !== 'own' || /^(own\.example\/app\/p\d+|main)\./.test(name)),
  ).toBe(true);
  expect(own.filter(({ origin }) => origin === 'own').length).toBe(
    before.filter(({ origin }) => origin === 'own').length,
  );
});

test('a filter looks at the names as they were', async () => {
  const filter = { ...NO_FILTER, focus: ['render'] };
  const plain = await exported(fileSource(CPU), { to: 'pprof', filter });
  const other = await exported(fileSource(CPU), { to: 'pprof', filter, anonymise: true });
  expect(other.answer.entries).toBe(plain.answer.entries);
  expect(numbers(await topRows(bytesSource('x', other.bytes)))).toEqual(
    numbers(await topRows(bytesSource('x', plain.bytes))),
  );
});

test('other formats are refused, not written with names in them', async () => {
  await expect(exported(fileSource(CPU), { to: 'collapsed', anonymise: true })).rejects.toThrow(
    'Names are replaced in pprof files',
  );
});

test('names are told apart as before, and the same name is the same', () => {
  const names = new Anonymiser();
  const OWN = 0;
  const STD = 2;
  const one = names.function('example.com/shop/cart.(*Cart).Add.func1', OWN);
  expect(one).toBe('own.example/app/p1.(*T1).f1.func1');
  expect(names.function('example.com/shop/cart.(*Cart).Add', OWN)).toBe('own.example/app/p1.(*T1).f1');
  expect(names.function('example.com/shop/cart.Cart.Add', OWN)).toBe('own.example/app/p1.T1.f2');
  expect(names.function('example.com/shop/price.Add', OWN)).toBe('own.example/app/p2.f3');
  expect(names.function('main.main', OWN)).toBe('main.main');
  expect(names.function('slices.SortFunc[go.shape.[]example.com/shop.Item]', STD)).toBe('slices.SortFunc[...]');
  expect(names.file('/home/jane/go/src/net/http/server.go', 'net/http.Serve', STD)).toBe('net/http/server.go');
  expect(names.file('/home/jane/shop/cart/cart.go', 'example.com/shop/cart.New', OWN)).toBe(
    '/src/own.example/app/p1/file1.go',
  );
});

test('a report under other names: profiles only, no name in any part of the page', async () => {
  const engine = new Engine({
    now: () => performance.now(),
    reportPage: () => Promise.resolve('<title><!--report:title--></title><!--report:data-->'),
  });
  await engine.open({ doc: 'd-1', inputs: [fileSource(CPU), fileSource(DUMP)] });
  const sink = memorySink();
  const order = {
    doc: 'd-1',
    to: 'html',
    title: 'Report',
    state: { view: 'top' },
    only: null,
    anonymise: true,
  } as const;
  const answer = await engine.export(order, sink);
  if (!answer.ok) throw new Error(answer.error.message);
  expect(answer.value.entries).toBe(2);
  expect(answer.value.notes).toEqual([
    '1 captures are in the report as profiles of their stacks, without what else they tell.',
  ]);
  const html = sink.bytes.toString('latin1');
  const manifest = JSON.parse(/id="manifest">(.*?)<\/script>/.exec(html)?.[1] ?? '') as ReportManifest;
  expect(manifest.inputs.map(({ name, form }) => `${name} ${form}`)).toEqual([
    'cpu-1.pb packed',
    'goroutine-2.pb packed',
  ]);
  const parts = manifest.inputs.map((_, i) => {
    const base64 = new RegExp(`id="data-${i}">([^<]*)<`).exec(html)?.[1] ?? '';
    return unpackProfile(new Uint8Array(gunzipSync(Buffer.from(base64, 'base64'))));
  });
  for (const secret of SECRETS) {
    expect(html).not.toMatch(secret);
    for (const part of parts) expect(Buffer.from(part).toString('latin1')).not.toMatch(secret);
  }
  expect(numbers(await topRows(bytesSource('x', parts[0])))).toEqual(numbers(await topRows(fileSource(CPU))));
});
