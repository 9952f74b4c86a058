import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { checkFlips, checkImport, checkTruncations, openBytes } from '../../../support/check-import';
import { capturePath } from '../../../support/fixtures';
import { seriesText } from '../../../support/metrics';

const bytes = (text: string) => new TextEncoder().encode(text);
async function read(text: string) {
  const opened = await openBytes(bytes(text));
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}
const notesOf = (capture: { notes: readonly { kind: string; message: string }[] }) =>
  capture.notes.map(({ kind, message }) => `${kind}: ${message}`);

describe('Prometheus text', () => {
  test('names, labels, escapes, values, times, types and help', async () => {
    const capture = await read(
      [
        '# HELP http_requests_total Requests,\\nby \\\\ code.',
        '# TYPE http_requests_total counter',
        'http_requests_total{method="post",code="200"} 1027 1395066363000',
        'http_requests_total{ code = "400" , method="post", } 3 1395066363000',
        'msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9',
        'metric_without_timestamp_and_labels 12.47',
        'empty{} .5',
        'something_weird{problem="division by zero"} +Inf',
        'nothing NaN',
        'less{a="} # {"} -Inf # not an exemplar',
        'tiny -1e-300',
        '',
      ].join('\n'),
    );
    expect(seriesText(capture)).toEqual([
      'http_requests_total{code="200",method="post"} counter: 1027@1395066363000',
      'http_requests_total{code="400",method="post"} counter: 3@1395066363000',
      'msdos_file_access_time_seconds{error="Cannot find file:\\n\\"FILE.TXT\\"",path="C:\\\\DIR\\\\FILE.TXT"} unknown: 1458255915',
      'metric_without_timestamp_and_labels{} unknown: 12.47',
      'empty{} unknown: 0.5',
      'something_weird{problem="division by zero"} unknown: Infinity',
      'nothing{} unknown: NaN',
      'tiny{} unknown: -1e-300',
    ]);
    const { series } = capture.metrics!;
    expect(capture.strings.get(series.help[0]!)).toBe('Requests,\nby \\ code.');
    expect(notesOf(capture)).toEqual(['skipped: Line 10 is not understood and left out.']);
    expect(capture.notes[0]!.offset).toBeGreaterThan(0);
  });

  test('a histogram and a summary keep their series under the type of the family', async () => {
    const capture = await read(
      '# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 3\nh_sum 4\nh_count 3\n# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 2\ns_count 2\n',
    );
    expect(seriesText(capture).map((line) => line.replace(/:.*/, ''))).toEqual([
      'h_bucket{le="1"} histogram',
      'h_bucket{le="+Inf"} histogram',
      'h_sum{} histogram',
      'h_count{} histogram',
      's{quantile="0.5"} summary',
      's_sum{} summary',
      's_count{} summary',
    ]);
  });

  test('names of more than ASCII letters are quoted inside the braces', async () => {
    const capture = await read(
      '# TYPE "my.länge" gauge\n{"my.länge"} 1\n{"my.länge","a b"="c",d="e"} 2\n# TYPE x gauge\nx{"quoted.key"="v"} 3\n',
    );
    expect(seriesText(capture)).toEqual([
      'my.länge{} gauge: 1',
      'my.länge{a b="c",d="e"} gauge: 2',
      'x{quoted.key="v"} gauge: 3',
    ]);
  });

  test('several scrapes in one file are points of the same series, with the dates between them', async () => {
    const scrape = (n: number) => `# TYPE go_goroutines gauge\ngo_goroutines ${n}\ngo_threads{a="b"} 7\n`;
    const plain = await read(scrape(1) + scrape(2) + scrape(3));
    expect(seriesText(plain)).toEqual(['go_goroutines{} gauge: 1 2 3', 'go_threads{a="b"} unknown: 7 7 7']);
    expect([...plain.metrics!.scrapeTimeMs]).toEqual([NaN, NaN, NaN]);
    const dated = await read(
      `Sat Nov 21 14:00:00 UTC 2026\n${scrape(1)}# 2026-11-21T14:01:00.5Z\n${scrape(2)}1795269720\n${scrape(3)}`,
    );
    expect([...dated.metrics!.scrapeTimeMs]).toEqual([
      Date.UTC(2026, 10, 21, 14),
      Date.UTC(2026, 10, 21, 14, 1, 0, 500),
      1795269720000,
    ]);
    expect(dated.notes).toEqual([]);
    expect(dated).toMatchObject({ timeMs: 1795269720000, timeSource: 'capture' });
  });

  test('a last line without its end is left out: its value may have lost digits', async () => {
    const capture = await read('# TYPE go_goroutines gauge\ngo_threads 7\ngo_goroutines 12');
    expect(seriesText(capture)).toEqual(['go_threads{} unknown: 7']);
    expect(notesOf(capture)).toEqual([
      'truncated: Truncated file: its last line has no end and is left out. Ends at byte 56.',
    ]);
  });

  test('headers of HTTP are no odd lines', async () => {
    const capture = await read(
      'HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n\r\ngo_goroutines 12\r\n',
    );
    expect(seriesText(capture)).toEqual(['go_goroutines{} unknown: 12']);
    expect(notesOf(capture)).toEqual(['info: 2 lines of HTTP headers are left out.']);
  });

  test('nothing readable is damage, with its place', async () => {
    const opened = await openBytes(bytes(`${'# TYPE up gauge\n'.repeat(30)}up{ 1\nup} 2\n`));
    expect(!opened.ok && opened.error).toMatchObject({ code: 'malformed', offset: 480 });
  });

  test('integers above 2^53 are rounded, and told; those that mean “no limit” are not', async () => {
    const capture = await read('# TYPE a gauge\na 9007199254740993\nb 9223372036854775807\nc 9007199254740992\n');
    expect(notesOf(capture)).toEqual(['info: 1 integer is above 2^53 and rounded to the nearest double.']);
  });
});

describe('OpenMetrics', () => {
  const TEXT =
    '# TYPE acme_http_router_request_seconds summary\n# UNIT acme_http_router_request_seconds seconds\n' +
    'acme_http_router_request_seconds_sum{path="/api/v1"} 9036.32 1605281325.25\n' +
    '# TYPE foo counter\nfoo_total{a="b"} 17 1605281325.25 # {trace_id="x"} 0.5 1605281325\nfoo_created{a="b"} 1605281300.5\n';
  test('times in seconds, units, exemplars counted, creation as a gauge', async () => {
    const capture = await read(`${TEXT}# EOF\n`);
    expect(seriesText(capture)).toEqual([
      'acme_http_router_request_seconds_sum{path="/api/v1"} summary seconds: 9036.32@1605281325250',
      'foo_total{a="b"} counter: 17@1605281325250',
      'foo_created{a="b"} gauge seconds: 1605281300.5',
    ]);
    expect(notesOf(capture)).toEqual(['info: 1 exemplar is counted and not kept.']);
  });
  test('without its # EOF it is cut', async () => {
    expect(notesOf(await read(TEXT))[0]).toBe(
      'truncated: Truncated file: it is OpenMetrics without “# EOF” at its end. Ends at byte 288.',
    );
    expect(notesOf(await read(`${TEXT}# EOF`)).filter((note) => note.startsWith('truncated'))).toEqual([]);
  });
});

describe('native histograms', () => {
  test('in text they are counted, beside what is read', async () => {
    const capture = await read(
      [
        '# TYPE rpc_seconds histogram',
        'rpc_seconds {count:59,sum:1.2e2,schema:7,zero_threshold:1e-4,zero_count:0,positive_spans:[1:2],positive_buckets:[5,7]}',
        'rpc_seconds{path="/a b",code="{count:1}"} {count:4,sum:5.0,bucket:[0.1:4,+Inf:4]} 1605281325.25',
        'rpc_old {{schema:1 sum:-0.3 count:3.1 z_bucket:7.1}}',
        '# TYPE up gauge',
        'up{job="{count:1}"} 1',
        'up{count:1} 1',
        '# EOF',
        '',
      ].join('\n'),
    );
    expect(seriesText(capture)).toEqual(['up{job="{count:1}"} gauge: 1']);
    expect(notesOf(capture)).toEqual([
      'skipped: Line 7 is not understood and left out.',
      'skipped: 3 native histograms are left out: buckets, count and sum are one value, which has no place beside numbers.',
    ]);
    expect(capture.notes[1]).toMatchObject({ count: 3 });
  });

  test('in protobuf they are told, with what to do', async () => {
    const metric = (name: string, type: number, help: string): number[] => {
      const field = (tag: number, value: string): number[] => [tag, value.length, ...bytes(value)];
      const family = [
        ...field(0x0a, name),
        ...field(0x12, help),
        0x18,
        type,
        0x22,
        0x0b,
        0x12,
        0x09,
        0x09,
        ...Array<number>(8).fill(0),
      ];
      return [
        ...(family.length < 128 ? [family.length] : [(family.length & 127) | 128, family.length >> 7]),
        ...family,
      ];
    };
    for (const help of ['Goroutines.', 'x'.repeat(120)]) {
      const opened = await openBytes(Uint8Array.from([...metric('go_goroutines', 1, help), ...metric('up', 1, 'x')]));
      expect(!opened.ok && opened.error).toMatchObject({ code: 'unrecognised', offset: 0 });
      expect(!opened.ok && opened.error.message).toContain('metrics of Prometheus as protobuf');
      expect(!opened.ok && opened.error.hint).toContain('Accept: text/plain');
    }
  });
});

describe('what client_golang writes', () => {
  test('Prometheus text: every series, no note; survives cuts and flips', async () => {
    const capture = await checkImport(capturePath('metrics-shop/prometheus.1.txt'), { flips: 15, cuts: 10 });
    expect(capture).toMatchObject({ format: 'prometheus', kind: 'metrics', notes: [] });
    expect(seriesText(capture)).toEqual(
      expect.arrayContaining([
        'go_goroutines{} gauge: 24',
        'shop.queue.länge{} gauge: 0',
        'shop_last_value{which="down"} gauge: -Infinity',
        'shop_last_value{which="nan"} gauge: NaN',
        'shop_requests_total{code="500",method="POST",path="C:\\\\shop \\"x\\""} counter: 29',
      ]),
    );
    expect(capture.metrics).toMatchObject({ series: { count: 270 }, points: { count: 270 } });
  });
  test('OpenMetrics says the same as Prometheus text of the same moment', async () => {
    const open = await checkImport(capturePath('metrics-shop/openmetrics.txt'), { flips: 15, cuts: 10 });
    const text = await checkImport(capturePath('metrics-shop/prometheus.4.txt'), { flips: 1, cuts: 1 });
    const plain = (lines: string[]) =>
      lines.map((line) => line.replace(/\} \w+( \w+)?:/, '}:').replace(/="(\d+)\.0"/, '="$1"')).sort();
    const both = plain(seriesText(open)).filter((line) => !line.includes('_created{'));
    expect(both).toEqual(plain(seriesText(text)));
    expect(notesOf(open)).toEqual(['info: 18 exemplars are counted and not kept.']);
  });
});

describe('any input', () => {
  test('what is written is what is read', async () => {
    const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,12}$/);
    const value = fc.oneof(fc.double(), fc.integer());
    const labels = fc.dictionary(
      fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/),
      fc.string({ unit: 'binary', maxLength: 12 }),
      {
        maxKeys: 4,
      },
    );
    const escape = (text: string) => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { minLength: 1, maxLength: 12 }),
        labels,
        value,
        async (names, set, number) => {
          const text = Object.entries(set).map(([key, one]) => `${key}="${escape(one)}"`);
          const written = Number.isNaN(number)
            ? 'NaN'
            : String(number).replace('Infinity', 'Inf').replace(/^Inf/, '+Inf');
          const lines = names.map((one) => `${one}{${text.join()}} ${written}`);
          const capture = await read(`# TYPE q gauge\n${lines.join('\n')}\n`);
          const { series, points } = capture.metrics!;
          expect(series.count).toBe(names.length);
          expect([...series.name].map((id) => capture.strings.get(id))).toEqual(names);
          expect([...points.value].every((read) => Object.is(read, number) || read === number)).toBe(true);
          const { start, key, value: values } = capture.labelSets;
          const set0 = series.labels[0]!;
          const found: Record<string, string> = {};
          for (let e = start[set0]!; e < start[set0 + 1]!; e++)
            found[capture.strings.get(key[e]!)] = capture.strings.get(values[e]!);
          expect(found).toEqual({ ...set });
        },
      ),
      { numRuns: 40 },
    );
  }, 30_000);
  test('cuts at every byte and flips of a small one', async () => {
    const text = bytes(
      '# TYPE a histogram\na_bucket{le="1",x="\\n"} 2 # {t="1"} 1\na_count 3 1e9\n{"b.c"} NaN\n# EOF\n',
    );
    await checkTruncations(text);
    await checkFlips(text, 300);
  });
});
