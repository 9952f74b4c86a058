import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkImport, checkTruncations } from '../../../support/check-import';
import {
  neighbour,
  notesText,
  openText,
  openTexts,
  refusalOf,
  rowsText,
  sums,
  typesText,
} from '../../../support/neighbours';

const schema = '"$schema":"https://www.speedscope.app/file-format-schema.json"';
const shared = '"shared":{"frames":[{"name":"a","file":"x.go","line":3,"col":1},{"name":"b"},{"name":"c d"}]}';
const evented = (events: string, unit = 'milliseconds'): string =>
  `{"type":"evented","name":"ev","unit":"${unit}","startValue":0,"endValue":10,"events":[${events}]}`;
const file = (...profiles: string[]): string => `{${schema},${shared},"profiles":[${profiles.join()}]}`;

describe('speedscope', { timeout: 60_000 }, () => {
  test('what py-spy wrote, with its frames after its profiles', async () => {
    const capture = await checkImport(neighbour('work.py-spy-speedscope.json'), { flips: 200 });
    expect(typesText(capture)).toEqual(['time/nanoseconds']);
    // 79 samples at 100 Hz.
    expect(sums(capture)).toEqual([790_000_000]);
    expect(capture.durationNs).toBe(790_000_000);
    expect(rowsText(capture)[0]).toMatch(/^<module> \/srv\/mill\/work\.py:18 \d+$/);
    expect(capture.comments).toEqual(['exporter: py-spy@0.4.3', 'name: py-spy profile']);
  });

  test('several profiles are several captures, sampled and evented, each with its unit', async () => {
    const captures = await openTexts(
      file(
        '{"type":"sampled","name":"heap","unit":"bytes","startValue":0,"endValue":9,"samples":[[0,1],[],[0,1]],"weights":[4,2,3]}',
        evented(
          '{"type":"O","at":0,"frame":0},{"type":"O","at":2,"frame":2},{"type":"C","at":5.5,"frame":2},{"type":"C","at":10,"frame":0}',
        ),
        '{"type":"sampled","name":"n","unit":"none","startValue":0,"endValue":1,"samples":[[1]],"weights":[1]}',
      ),
    );
    expect(captures.map(({ name }) => name)).toEqual(['x: heap', 'x: ev', 'x: n']);
    expect(captures.map(typesText)).toEqual([['space/bytes'], ['time/nanoseconds'], ['samples/count']]);
    expect(captures.map(rowsText)).toEqual([
      [' 2', 'a x.go:3;b 7'],
      ['a x.go:3 6500000', 'a x.go:3;c d 3500000'],
      ['b 1'],
    ]);
  });

  test('units of time become nanoseconds', async () => {
    for (const [unit, ns] of Object.entries({
      nanoseconds: 10,
      microseconds: 10e3,
      milliseconds: 10e6,
      seconds: 10e9,
    })) {
      const capture = await openText(
        file(evented('{"type":"O","at":0,"frame":0},{"type":"C","at":10,"frame":0}', unit)),
      );
      expect(sums(capture)).toEqual([ns]);
    }
  });

  test('what does not fit together is repaired and counted', async () => {
    const capture = await openText(
      file(
        evented(
          '{"type":"O","at":0,"frame":0},{"type":"C","at":1,"frame":1},{"type":"O","at":2,"frame":77},{"type":"C","at":1,"frame":77},{"at":5}',
        ),
      ),
    );
    expect(rowsText(capture)).toEqual(['a x.go:3 2000000']);
    expect(notesText(capture).map((note) => note.slice(0, 40))).toEqual([
      'repaired 2: 2 references to frames that ',
      'repaired 1: 1 close events do not match ',
      'repaired 1: 1 frames are never closed; t',
      'repaired 1: 1 events go back in time and',
      'skipped 1: 1 entries are no sample or ev',
    ]);
  });

  test('a cut file shows what is complete; one without frames cannot', async () => {
    const whole = file(
      evented('{"type":"O","at":0,"frame":0},{"type":"C","at":4,"frame":0},{"type":"O","at":5,"frame":1}'),
    );
    const capture = await openText(whole.slice(0, -30));
    expect(rowsText(capture)).toEqual(['a x.go:3 4000000']);
    expect(capture.notes[0]).toMatchObject({ kind: 'truncated', offset: whole.length - 30 });
    const pyspy = readFileSync(neighbour('work.py-spy-speedscope.json'), 'utf8');
    const error = await refusalOf(pyspy.slice(0, 900));
    expect([error.code, error.reason]).toEqual([
      'truncated',
      'It is a speedscope profile that ends at byte 900, and its frames (shared.frames) are missing.',
    ]);
    await checkTruncations(new TextEncoder().encode(whole));
  });

  test('damage is told with its place', async () => {
    const error = await refusalOf(file(evented('')).replace('"evented"', '"evented"]'));
    expect([error.code, error.reason]).toEqual([
      'malformed',
      'It is a speedscope profile, but a closing bracket does not match.',
    ]);
    const weights = await refusalOf(
      file('{"type":"sampled","name":"n","unit":"none","startValue":0,"endValue":1,"samples":[[1],[2]],"weights":[1]}'),
    );
    expect(weights.reason).toBe('It is a speedscope profile, but 2 samples have 1 weights.');
  });
});
