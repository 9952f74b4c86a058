import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkImport, checkTruncations } from '../../../support/check-import';
import { neighbour, notesText, openText, refusalOf, rowsText, sums, typesText } from '../../../support/neighbours';

const event = (fields: Record<string, unknown>): string => JSON.stringify({ pid: 1, tid: 2, ...fields });
const span = (name: string, ts: number, dur: number, more = {}): string => event({ name, ph: 'X', ts, dur, ...more });

describe('Chrome traces', { timeout: 60_000 }, () => {
  test('what go tool trace writes', async () => {
    const bytes = gunzipSync(readFileSync(neighbour('healthy.gotrace.json.gz')));
    const capture = await openText(bytes.toString());
    const events = (JSON.parse(bytes.toString()) as { traceEvents: { ph: string; dur?: number }[] }).traceEvents;
    const spans = events.filter(({ ph }) => ph === 'X');
    expect(typesText(capture)).toEqual(['events/count', 'time/nanoseconds']);
    expect(sums(capture)[0]).toBe(spans.length);
    expect(notesText(capture)).toEqual([
      `skipped ${events.filter(({ ph }) => 'CIst'.includes(ph)).length}: 17,757 events are no spans and have no place in a profile: 13,373 counters, 2,908 flow arrows, 1,476 instants.`,
    ]);
  });

  test('what Node and py-spy write', async () => {
    const node = await checkImport(neighbour('work.node-trace.json'), { flips: 60, cuts: 30 });
    expect(rowsText(node).find((row) => row.includes('Environment'))).toMatch(
      / \{process=node \(\d+\),thread=async node,node\.environment\}$/,
    );
    const pyspy = await checkImport(neighbour('work.py-spy-trace.json'), { flips: 20, cuts: 20 });
    // Frames begin and end, at 100 Hz over 114 samples; the moments between two samples count.
    expect(sums(pyspy)[1]).toBe(pyspy.durationNs);
    expect(
      rowsText(pyspy).some((row) => row.startsWith('<module> /srv/mill/work.py:18;sort_names /srv/mill/work.py:11')),
    ).toBe(true);
  });

  test('complete spans nest by time, whatever their order in the file; a parent has what its children leave', async () => {
    const capture = await openText(
      `[${[span('inner', 3, 2), span('outer', 1, 9.5), span('inner', 7, 1), span('other', 1, 4, { tid: 9 })].join()}]`,
    );
    expect(rowsText(capture)).toEqual([
      'other 1 4000 {process=1,thread=9}',
      'outer 1 6500 {process=1,thread=2}',
      'outer;inner 2 3000 {process=1,thread=2}',
    ]);
    expect(capture.durationNs).toBe(9500);
  });

  test('begin and end, asynchronous spans and names of threads', async () => {
    const text = JSON.stringify({
      traceEvents: [
        { ph: 'B', name: 'a', pid: 1, tid: 1, ts: 0 },
        { ph: 'B', name: 'b', pid: 1, tid: 1, ts: 2 },
        { ph: 'E', pid: 1, tid: 1, ts: 5 },
        { ph: 'X', name: 'x', pid: 1, tid: 1, ts: 6, dur: 1 },
        { ph: 'E', pid: 1, tid: 1, ts: 10 },
        { ph: 'b', cat: 'net', id: 7, name: 'load', pid: 1, tid: 1, ts: 1 },
        { ph: 'b', cat: 'net', id: 7, name: 'dns', pid: 1, tid: 3, ts: 2 },
        { ph: 'b', cat: 'net', id: '8', name: 'load', pid: 1, tid: 1, ts: 2 },
        { ph: 'e', cat: 'net', id: 7, name: 'dns', pid: 1, tid: 3, ts: 4 },
        { ph: 'e', cat: 'net', id: '8', name: 'load', pid: 1, tid: 1, ts: 3 },
        { ph: 'e', cat: 'net', id: 7, name: 'load', pid: 1, tid: 1, ts: 9 },
        { ph: 'M', name: 'process_name', pid: 1, args: { name: 'server' } },
        { ph: 'M', name: 'thread_name', pid: 1, tid: 1, args: { name: 'main' } },
      ],
      displayTimeUnit: 'ns',
    });
    expect(rowsText(await openText(text))).toEqual([
      'a 1 6000 {process=server (1),thread=main (1)}',
      'a;b 1 3000 {process=server (1),thread=main (1)}',
      'a;x 1 1000 {process=server (1),thread=main (1)}',
      'load 2 7000 {process=server (1),thread=async net}',
      'load;dns 1 2000 {process=server (1),thread=async net}',
    ]);
  });

  test('what is open, unmatched, overlapping or no span is counted', async () => {
    const text = `[${[
      event({ ph: 'E', ts: 1 }),
      event({ ph: 'B', name: 'open', ts: 2 }),
      span('early', 3, 4),
      span('late', 6, 9),
      event({ ph: 'i', name: 'mark', ts: 4 }),
      event({ ph: 'C', name: 'heap', ts: 4, args: { bytes: 1 } }),
      event({ ph: 'C', name: 'heap', ts: 5, args: { bytes: 2 } }),
      event({ ph: 'X', name: 'no time' }),
      '17',
    ].join()}]`;
    const capture = await openText(text);
    expect(notesText(capture)).toEqual([
      'repaired 1: 1 spans begin and never end; they count until the last event of their thread.',
      'repaired 1: 1 ends of spans have no beginning and are left out.',
      'repaired 1: 1 spans reach beyond the span that they begin in and are cut there.',
      'skipped 2: 2 entries are no events, or have no time, and are left out.',
      'skipped 3: 3 events are no spans and have no place in a profile: 2 counters, 1 instants.',
    ]);
    expect(rowsText(capture)).toEqual([
      'open 1 9000 {process=1,thread=2}',
      'open;early 1 3000 {process=1,thread=2}',
      'open;early;late 1 1000 {process=1,thread=2}',
    ]);
  });

  test('a trace that was never closed is read up to its last complete event', async () => {
    const text = `[\n${span('a', 1, 5)},\n${span('b', 2, 1)},\n`;
    for (const end of [text, text + span('c', 3, 1).slice(0, 20)]) {
      const capture = await openText(end);
      expect(rowsText(capture)).toEqual(['a 1 4000 {process=1,thread=2}', 'a;b 1 1000 {process=1,thread=2}']);
      expect(notesText(capture)[0]).toBe(
        `truncated 1: The file ends early, at byte ${end.length}: 2 events were read until there.`,
      );
    }
    await checkTruncations(
      new TextEncoder().encode(`[${span('a', 1, 5)},${event({ ph: 'M', name: 'process_name', args: { name: 'x' } })}]`),
    );
  });

  test('damage is told with its place', async () => {
    const error = await refusalOf(`[${span('a', 1, 5)} ${span('b', 2, 1)}]`);
    expect([error.code, error.reason, error.offset]).toEqual([
      'malformed',
      'It is a trace in the format of Chrome, but a comma or a closing bracket is missing.',
      span('a', 1, 5).length + 2,
    ]);
  });
});
