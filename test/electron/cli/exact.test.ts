import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FRAME_INLINED, type Capture } from '@core/model/tables';
import { openFile } from '../../support/check-import';
import { captureFiles, capturePath, ROOT } from '../../support/fixtures';
import { goMissing, parseRaw, type PprofRaw } from '../../support/go';
import { pprofReports, topOf, type Report } from '../../support/pprof-session';
import { plain, topJson } from '../../support/top-json';

/**
 * The command line against `go tool pprof` on the same files, to the last digit. Nothing is stored: what must come out is what the
 * tool prints now. One process of it a file.
 */
const why = goMissing();
if (why !== null) console.warn(`skipped: everything against go tool pprof (${why})`);

const DEMO = path.join(ROOT, 'assets/demo');
const PROFILES = [
  ...captureFiles(/\.pb\.gz$/).map(capturePath),
  ...fs
    .readdirSync(DEMO)
    .filter((name) => name.endsWith('.pb.gz'))
    .map((name) => path.join(DEMO, name)),
];
const named = (file: string) => [path.relative(ROOT, file), file] as const;

/** Names of a stack as `-traces` prints them, leaf first. */
function tracedStack({ strings, functions, frames, stacks }: Capture, stack: number): string[] {
  const out: string[] = [];
  for (let at = stack; at !== 0; at = stacks.prefix[at] ?? 0) {
    const frame = stacks.frame[at] ?? 0;
    const inlined = ((frames.flags[frame] ?? 0) & FRAME_INLINED) !== 0 ? ' (inline)' : '';
    out.push(strings.get(functions.name[frames.func[frame] ?? 0] ?? 0) + inlined);
  }
  return out;
}

/** The samples as `-traces` prints them: text labels, value, stack; those without a stack are left out. */
function traced(capture: Capture, type: number): string[] {
  const { samples, labelSets, strings } = capture;
  const out: string[] = [];
  for (let row = 0; row < samples.count; row++) {
    const stack = tracedStack(capture, samples.stack[row] ?? 0);
    if (stack.length === 0) continue;
    const labels = new Map<string, string[]>();
    const set = samples.labels[row] ?? 0;
    for (let e = labelSets.start[set] ?? 0; e < (labelSets.start[set + 1] ?? 0); e++) {
      if (!Number.isNaN(labelSets.number[e])) continue;
      const key = strings.get(labelSets.key[e] ?? 0);
      labels.set(key, [...(labels.get(key) ?? []), strings.get(labelSets.value[e] ?? 0)]);
    }
    // pprof has no labels without a text, and sorts the printed lines.
    const text = [...labels]
      .filter(([, values]) => values.join('') !== '')
      .map(([key, values]) => `${key.padStart(10)}:  ${values.join(' ')}`)
      .sort()
      .map((line) => line.trimStart());
    out.push([...text, String(samples.values[type]?.[row]), ...stack].join('\n'));
  }
  return out;
}

/** Blocks of `-traces` in the same form; the unit behind a value and numeric labels (`bytes:  8kB`) are left out. */
function tracesOf(text: string, numbers: ReadonlySet<string>): string[] {
  return text
    .split(/^-----------\+-+$\n?/m)
    .slice(1)
    .filter((block) => block.trim() !== '')
    .map((block) => {
      const lines = block.trimEnd().split('\n');
      const first = lines.findIndex((line) => /^ *-?[\d.]+\S* {3}\S/.test(line) && !/^ *\S+: {2}/.test(line));
      const isNumber = (line: string) =>
        numbers.has(/^ *(\S+): {2}/.exec(line)?.[1] ?? '') && /: {2}-?[\d.]+[A-Za-z]*$/.test(line);
      const labels = lines.slice(0, first).filter((line) => !isNumber(line));
      const [, value = '', leaf = ''] = /^ *(-?[\d.]+)\S* {3}(.*)$/.exec(lines[first] ?? '') ?? [];
      return [
        ...labels.map((line) => line.trimStart()),
        value,
        leaf,
        ...lines.slice(first + 1).map((l) => l.trim()),
      ].join('\n');
    });
}

/** A label set as `-raw` prints it: text labels, then numbers, `key:[values]`. */
function rawLabels({ labelSets, strings }: Capture, set: number): string {
  const texts = new Map<string, string[]>();
  const numbers = new Map<string, string[]>();
  for (let e = labelSets.start[set] ?? 0; e < (labelSets.start[set + 1] ?? 0); e++) {
    const number = labelSets.number[e] ?? NaN;
    const map = Number.isNaN(number) ? texts : numbers;
    // pprof has no labels without a text.
    if (Number.isNaN(number) && labelSets.value[e] === 0) continue;
    const key = strings.get(labelSets.key[e] ?? 0);
    const unit = strings.get(labelSets.unit[e] ?? 0);
    const value = Number.isNaN(number)
      ? strings.get(labelSets.value[e] ?? 0)
      : `${number}${unit === '' ? '' : ` ${unit}`}`;
    map.set(key, [...(map.get(key) ?? []), value]);
  }
  const joined = (map: ReadonlyMap<string, readonly string[]>) =>
    [...map]
      .map(([key, values]) => `${key}:[${values.join(' ')}]`)
      .sort()
      .join(' ');
  return [joined(texts), joined(numbers)].filter(Boolean).join(' ').replace(/\s+/g, ' ');
}

/** Every sample with its values, frames (name, file, line, address) and labels, as `-raw` has them. */
function rawSamples(capture: Capture): string[] {
  const { samples, stacks, frames, functions, strings } = capture;
  return Array.from({ length: samples.count }, (_, row) => {
    const stack: string[] = [];
    for (let at = samples.stack[row] ?? 0; at !== 0; at = stacks.prefix[at] ?? 0) {
      const frame = stacks.frame[at] ?? 0;
      const func = frames.func[frame] ?? 0;
      const file = strings.get(functions.file[func] ?? 0);
      const address = (frames.addressHigh[frame] ?? 0) * 2 ** 32 + (frames.addressLow[frame] ?? 0);
      stack.push(`${address} ${strings.get(functions.name[func] ?? 0)} ${file}:${frames.line[frame]}`);
    }
    const values = samples.values.map((column) => column[row]).join(' ');
    return [`${values} {${rawLabels(capture, samples.labels[row] ?? 0)}}`, ...stack].join('\n');
  });
}

function theirSamples(raw: PprofRaw): string[] {
  return raw.samples.map(({ values, locations, addresses, labels }) => {
    const stack = locations.flatMap((id, i) =>
      (raw.lines.get(id) ?? []).map(
        (line) => `${addresses[i]} ${line.replace(/:\d+ s=\d+.*$/, '').replace(/^ ?:/, '<unknown> :')}`,
      ),
    );
    return [`${values.join(' ')} {${labels.replace(/\s+/g, ' ')}}`, ...stack].join('\n');
  });
}

/** Filters that leave something and drop something in most profiles of Go. */
const FILTERS: readonly (readonly [args: readonly string[], settings: Readonly<Record<string, string>>])[] = [
  [['--focus', '(?i)MAIN\\.|\\Aruntime'], { focus: '(?i)MAIN\\.|\\Aruntime' }],
  [['--ignore', '^runtime\\.[[:lower:]]+$'], { ignore: '^runtime\\.[[:lower:]]+$' }],
  [
    ['--focus', 'generators/', '--ignore', '\\.go\\b.*\\z|func\\d+$'],
    { focus: 'generators/', ignore: '\\.go\\b.*\\z|func\\d+$' },
  ],
  [['--hide', '^runtime\\.'], { hide: '^runtime\\.' }],
  [
    ['--show', '^(main|net/http)\\.|sort', '--focus', '^runtime\\.'],
    { show: '^(main|net/http)\\.|sort', focus: '^runtime\\.' },
  ],
  [['--show-from', '^main\\.[a-z]+'], { show_from: '^main\\.[a-z]+' }],
  [['--show-from', 'malloc|gc', '--hide', 'func1'], { show_from: 'malloc|gc', hide: 'func1' }],
];

describe.skipIf(why !== null)('go tool pprof', () => {
  it.each(PROFILES.map(named))('%s: -top of every sample type, filtered, -traces, -raw', async (_, file) => {
    const capture = await openFile(file);
    const { types } = capture.samples;
    const { labelSets, strings } = capture;
    const numbers = new Set<string>();
    labelSets.number.forEach((number, e) => {
      if (!Number.isNaN(number)) numbers.add(strings.get(labelSets.key[e] ?? 0));
    });
    const textLabel = labelSets.value.findIndex((value) => /^[\w./-]+$/.test(strings.get(value)));
    const tags: (typeof FILTERS)[number][] = [
      [['--tagfocus', 'bytes=1kb:64kb'], { tagfocus: 'bytes=1kb:64kb' }],
      [['--tagignore', ':512b'], { tagignore: ':512b' }],
    ];
    if (textLabel >= 0) {
      const key = strings.get(labelSets.key[textLabel] ?? 0);
      const value = strings.get(labelSets.value[textLabel] ?? 0);
      tags.push([['--tag', `${key}=${value}`], { tagfocus: `${key}=^${value}$` }]);
      tags.push([['--tagfocus', `${key}:${value.slice(0, 3)}`], { tagfocus: `${key}:${value.slice(0, 3)}` }]);
      tags.push([['--tagignore', `${key}=${value.slice(0, 2)},zz`], { tagignore: `${key}=${value.slice(0, 2)},zz` }]);
    }
    const asked: { args: readonly string[]; report: Report }[] = [];
    for (const { type, unit } of types) {
      const settings = { sample_index: type, unit };
      asked.push({ args: ['--sample', type], report: { command: 'top', settings } });
      asked.push({
        args: ['--sample', `${type}/${unit}`, '--cum'],
        report: { command: 'top', settings: { ...settings, sort: 'cum' } },
      });
    }
    const type = types.length - 1;
    const settings = { sample_index: types[type]?.type ?? '', unit: types[type]?.unit ?? '' };
    for (const [args, filter] of [...FILTERS, ...tags])
      asked.push({
        args: ['--sample', String(type), ...args],
        report: { command: 'top', settings: { ...settings, ...filter } },
      });
    const [traces = '', raw = '', ...tops] = pprofReports(
      [{ command: 'traces', settings }, { command: 'raw' }, ...asked.map(({ report }) => report)],
      [],
      file,
    );
    expect(rawSamples(capture)).toEqual(theirSamples(parseRaw(raw)));
    expect(traced(capture, type)).toEqual(tracesOf(traces, numbers));
    for (const [i, { args }] of asked.entries()) {
      const theirs = topOf(tops[i] ?? '');
      const ours = await topJson(file, ...args);
      expect(plain(ours.rows), args.join(' ')).toEqual(plain(theirs.rows));
      expect(ours.total, args.join(' ')).toBe(theirs.total);
    }
  });
});
