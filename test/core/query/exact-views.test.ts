import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CallTreeRow } from '@core/api/profile';
import { NO_FILTER, type Filter } from '@core/api/queries';
import { openFiles, type Bench } from '../../support/engine';
import { capturePath } from '../../support/fixtures';
import { goMissing } from '../../support/go';
import { pprofReports, type Report } from '../../support/pprof-session';

/**
 * The numbers of the views beside Top against `go tool pprof` on the same files with the same options, to the last digit: call tree (its graph
 * with call_tree), callers and callees (-tree), labels (-tags), source (-list). What top says is in test/electron/cli.
 */
const why = goMissing();
if (why !== null) console.warn(`skipped: views against go tool pprof (${why})`);

const FILES = [
  'busy/go1.22/cpu.pb.gz',
  'busy/go1.26/cpu.pb.gz',
  'busy/go1.26/heap.pb.gz',
  'service/go1.22/mutex.pb.gz',
  'service/go1.26/allocs.pb.gz',
  'service/go1.26/goroutine.pb.gz',
  'service/go1.27/block.pb.gz',
];
const FILTERS: readonly (readonly [name: string, filter: Filter, settings: Readonly<Record<string, string>>])[] = [
  ['everything', NO_FILTER, {}],
  [
    'focus, ignore and hide',
    { ...NO_FILTER, focus: ['main|runtime|http'], ignore: ['gc[A-Z]'], hide: ['^runtime\\.m'] },
    { focus: 'main|runtime|http', ignore: 'gc[A-Z]', hide: '^runtime\\.m' },
  ],
  ['tagfocus', { ...NO_FILTER, tagFocus: ['tenant=acme|bytes=1kb:64kb'] }, { tagfocus: 'tenant=acme|bytes=1kb:64kb' }],
];

interface Asked {
  readonly bench: Bench;
  readonly params: { readonly capture: 0; readonly sampleType: number; readonly filter: Filter };
  /** What pprof prints for a command, in the sample type's own unit. */
  theirs(command: Report['command'], more?: Readonly<Record<string, string>>, flags?: readonly string[]): string;
}

function views(what: string, check: (asked: Asked) => Promise<void>): void {
  for (const name of FILES) {
    for (const [filtered, filter, settings] of FILTERS) {
      it(`${what}: ${name}, ${filtered}`, async () => {
        const file = capturePath(name);
        const bench = await openFiles(file);
        const types = bench.info.captures[0]?.sampleTypes ?? [];
        const sampleType = types.length - 1;
        const { type = '', unit = '' } = types[sampleType] ?? {};
        await check({
          bench,
          params: { capture: 0, sampleType, filter },
          theirs: (command, more = {}, flags = []) =>
            pprofReports([{ command, settings: { sample_index: type, unit, ...settings, ...more } }], flags, file)[0] ??
            '',
        });
      });
    }
  }
}

/** `1710000000ns` → 1710000000. */
const amount = (text: string): number => Number.parseFloat(text);

/** Every row of the tree with the name of its parent, unfolded one by one as the window does. */
async function callTree({ bench, params }: Asked): Promise<{ row: CallTreeRow; parent: string }[]> {
  const out: { row: CallTreeRow; parent: string }[] = [];
  const open: { node: string | null; name: string }[] = [{ node: null, name: '' }];
  for (const { node, name } of open) {
    const page = { parent: node, sort: 'cum', offset: 0, limit: 10_000 } as const;
    const { rows, folded } = await bench.ask('callTree', { ...params, ...page });
    expect(folded).toBe(0);
    for (const row of rows) {
      out.push({ row, parent: name });
      if (row.children > 0) open.push({ node: row.node, name: row.function });
    }
  }
  return out;
}

describe.skipIf(why !== null)('views have the numbers of go tool pprof', () => {
  views('call tree', async (asked) => {
    const rows = await callTree(asked);
    const dot = asked.theirs('dot', { call_tree: 'true' });
    const nodes = [...dot.matchAll(/^N\d+ \[label=".*" id="node\d+" .* tooltip="([^"]*) \((-?[\d.]+)\w*\)" /gm)];
    const edges = [
      ...dot.matchAll(
        /^N\d+ -> N\d+ \[label="[^"]*" [^"]*(?:color="[^"]*" )?tooltip="([^"]*) -> ([^"]*) \((-?[\d.]+)\w*\)" /gm,
      ),
    ];
    expect(rows.map(({ row }) => `${row.function} ${row.cum}`).sort()).toEqual(
      nodes.map(([, name = '', cum = '']) => `${name} ${amount(cum)}`).sort(),
    );
    expect(
      rows
        .filter(({ parent }) => parent !== '')
        .map(({ row, parent }) => `${parent} → ${row.function} ${row.cum}`)
        .sort(),
    ).toEqual(edges.map(([, from = '', to = '', cum = '']) => `${from} → ${to} ${amount(cum)}`).sort());
  });

  views('callers and callees', async ({ bench, params, theirs }) => {
    const blocks = theirs('tree')
      .split(/^-{58}\+-{13}\n/m)
      .slice(2);
    let compared = 0;
    for (const block of blocks) {
      const lines = block.trimEnd().split('\n');
      const at = lines.findIndex((line) => /\| [^ ]/.test(line));
      const parse = (line: string): string => {
        const [, value = '', name = ''] =
          /^ *(-?[\d.]+)\S* +\S+% \| {3}(.*?)(?: \(inline\)| \(partial-inline\))?$/.exec(line) ?? [];
        return `${name} ${amount(value)}`;
      };
      const [, flat = '', cum = '', name = ''] =
        /^ *(\S+) +\S+% +\S+% +(\S+) +\S+% +\| (.*?)(?: \(inline\)| \(partial-inline\))?$/.exec(lines[at] ?? '') ?? [];
      if (name === '') continue;
      const answer = await bench.ask('functionDetail', { ...params, function: name });
      expect([name, answer.flat, answer.cum]).toEqual([name, amount(flat), amount(cum)]);
      // The tool leaves out that a function calls itself; the view says it.
      const ours = (list: typeof answer.callers) =>
        list
          .filter((one) => one.function !== name)
          .map((one) => `${one.function} ${one.value}`)
          .sort();
      if (answer.callersTotal <= 50) expect(ours(answer.callers), name).toEqual(lines.slice(0, at).map(parse).sort());
      if (answer.calleesTotal <= 50)
        expect(ours(answer.callees), name).toEqual(
          lines
            .slice(at + 1)
            .map(parse)
            .sort(),
        );
      compared++;
    }
    const top = await bench.ask('top', { ...params, sort: 'cum', descending: true, offset: 0, limit: 1 });
    expect(compared).toBe(top.totalRows);
  });

  views('labels', async ({ bench, params, theirs }) => {
    const answer = await bench.ask('labels', { ...params, search: '', limit: 1000 });
    const keys = theirs('tags')
      .split(/\n(?= *\S+: Total )/)
      .filter((text) => text.trim() !== '');
    const expected = keys.map((text) => {
      const [head = '', ...lines] = text.trimEnd().split('\n');
      const [, key = '', labelled = ''] = /^ *(.*): Total (-?[\d.]+)/.exec(head) ?? [];
      const sums = lines
        .filter((line) => line.trim() !== '')
        .map((line) => /^ *(-?[\d.]+)\w* \([^)]*\): (.*)$/.exec(line) ?? []);
      return {
        key,
        labelled: amount(labelled),
        values: sums.map(([, sum = '', value = '']) => ({ value, sum: amount(sum) })),
      };
    });
    expect(answer.keys.map(({ key }) => key).sort()).toEqual(expected.map(({ key }) => key).sort());
    for (const { key, labelled, values } of expected) {
      const ours = answer.keys.find((one) => one.key === key);
      expect([key, ours?.labelled]).toEqual([key, labelled]);
      // Numbers are printed in a unit that is easy to read: their sums tell.
      const text = (one: { readonly value: string; readonly sum: number }): string =>
        ours?.unit === null ? `${one.value} ${one.sum}` : String(one.sum);
      // The tool lists values of nothing as well; the view leaves them out.
      const some = values.filter(({ sum }) => sum !== 0);
      expect((ours?.values ?? []).map(text).sort()).toEqual(some.map(text).sort());
    }
  });

  views('source', async ({ bench, params, theirs }) => {
    const { rows } = await bench.ask('top', { ...params, sort: 'cum', descending: true, offset: 0, limit: 10_000 });
    // The tool fails where nothing passes.
    if (rows.length === 0) return;
    // The tool prints lines of files that it finds: these have as many lines as are asked for, and nothing on them.
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-list-'));
    try {
      const answers = new Map<string, Awaited<ReturnType<typeof source>>>();
      const source = (name: string) => bench.ask('source', { ...params, function: name, file: '' });
      for (const { function: name } of rows) {
        const answer = await source(name);
        answers.set(name, answer);
        const stub = path.join(folder, answer.file);
        fs.mkdirSync(path.dirname(stub), { recursive: true });
        fs.writeFileSync(stub, '\n'.repeat(20_000));
      }
      const text = theirs('list .', {}, ['-source_path', folder, '-trim_path', '/none']);
      let compared = 0;
      for (const routine of text.split(/^ROUTINE =+ /m).slice(1)) {
        const [head = '', sums = '', ...lines] = routine.split('\n');
        const [, name = ''] = /^(.*) in \S+$/.exec(head) ?? [];
        const answer = answers.get(name);
        const theirLines = lines.flatMap((line) => {
          const [, flat = '', cum = '', at = ''] = /^ *(\S+) +(\S+) +(\d+):/.exec(line) ?? [];
          return at === '' || (flat === '.' && cum === '.') ? [] : [`${at}: ${amount(flat) || 0} ${amount(cum) || 0}`];
        });
        const some = (answer?.lines ?? []).filter(({ flat, cum }) => flat !== 0 || cum !== 0);
        // Of a function that begins behind its lines (they are of another file, inlined) the tool prints the sums alone.
        if (theirLines.length === 0) expect([name, answer?.flat]).toEqual([name, amount(sums) || 0]);
        else expect([name, some.map((one) => `${one.line}: ${one.flat} ${one.cum}`)]).toEqual([name, theirLines]);
        compared++;
      }
      expect(compared).toBe(rows.length);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
