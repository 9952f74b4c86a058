import { describe, expect, it } from 'vitest';
import {
  behindText,
  buildText,
  emptyTracks,
  everyText,
  identText,
  overText,
  percent,
  rate,
  shortChannel,
  shortState,
  statusText,
  trackValue,
  upFor,
} from '../../../../renderer/views/live/words';
import { LIVE_INFO, liveAnswer, track } from './an-answer';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('numbers', () => {
  it.each([
    [null, '', '?'],
    [NaN, 'bytes', '?'],
    [4813, '', '4,813'],
    [284 * 1024 ** 2, 'bytes', '284 MiB'],
    [412e3, 'ns', '412 µs'],
    [6.4, 'cores', '6.4 cores'],
    [0.04, 'cores', '0.04 cores'],
    [1, 'cores', '1.0 core'],
    [64, 'cores', '64 cores'],
    [0.8, 'percent', '0.8 %'],
  ] as const)('%s %s is %s', (value, unit, text) => expect(plain(trackValue(value, unit))).toBe(text));
  it.each([
    [0, '0 %'],
    [0.04, '<0.1 %'],
    [1.3, '1.3 %'],
    [5, '5 %'],
    [88.4, '88 %'],
  ])('%d percent is %s', (value, text) => expect(plain(percent(value))).toBe(text));
  it.each([
    [672.4, '+672'],
    [-3, '−3'],
    [0.2, '0'],
    [null, '–'],
  ])('%s a minute is %s', (value, text) => expect(rate(value)).toBe(text));
});

describe('the header', () => {
  it('names the process and its build', () => {
    expect(identText(LIVE_INFO)).toBe('pid 41227, Go 1.27.1');
    expect(identText({ ...LIVE_INFO, goVersion: '' })).toBe('pid 41227, Go version unknown');
    expect(buildText(LIVE_INFO)).toBe('corp.example/ingestd 91ab03d');
    expect(buildText({ ...LIVE_INFO, dirty: true })).toBe('corp.example/ingestd 91ab03d +');
    expect(buildText({ ...LIVE_INFO, revision: '' })).toBe('corp.example/ingestd');
  });
  it('says how long it is up, how often it is looked at and how far behind the view is', () => {
    expect(plain(upFor(0, 7_560_000))).toBe('up 2 h 06 min');
    expect(plain(upFor(0, 200))).toBe('up 1 s');
    expect([100, 250, 1000, 1500, 60_000].map((ms) => plain(everyText(ms)))).toEqual([
      'every 100 ms',
      'every 250 ms',
      'every 1 s',
      'every 1.5 s',
      'every 60 s',
    ]);
    expect(plain(behindText(0, 12_400))).toBe('12 s behind');
    expect(behindText(0, 300)).toBe('just now');
  });
  it('says what the watch does, and why it does no more', () => {
    const at = new Date(2026, 3, 5, 15, 21, 10).getTime();
    expect(statusText('watching', '')).toBe('not stopped and not changed by Parkscope');
    expect(statusText('lost', 'the sampler was killed')).toBe('the sampler was killed');
    expect(overText('ended', 'the process has ended', at)).toBe(
      'The process has ended. What was read until 15:21:10 stays.',
    );
    expect(overText('detached', '', at)).toBe('You ended the watch. What was read until 15:21:10 stays.');
    expect(overText('recording', '', at)).toBe('A recording until 15:21:10');
  });
});

describe('names beside the tracks', () => {
  it('lose what all of their kind have', () => {
    expect(shortState('sync.Mutex.Lock')).toBe('Mutex.Lock');
    expect(shortState('chan send')).toBe('chan send');
    expect(shortChannel('chan int 0xc000012080')).toBe('int …2080');
    expect(shortChannel('0xc000012080')).toBe('…2080');
    expect(shortChannel('queue.in')).toBe('queue.in');
  });
});

describe('an empty track', () => {
  it('there is none where everything can be read', () => {
    expect(emptyTracks(liveAnswer())).toEqual({ byTrack: {}, rest: [] });
  });
  it('says the reason that is known, and no other track says it again', () => {
    const stripped = 'The program is stripped, and the counts of its heap were not found in its memory.';
    const files = 'Open files are not counted: permission denied.';
    const { byTrack, rest } = emptyTracks(
      liveAnswer({ heap: [track('heap:rss', 'RSS', 1)], missing: ['Goroutines: no symbols.', stripped, files] }),
    );
    expect(byTrack).toEqual({ heap: stripped });
    // Goroutines are there after all: what is said of them stands below.
    expect(rest).toEqual(['Goroutines: no symbols.', files]);
  });
  it('without goroutines neither states nor channels are known', () => {
    const { byTrack, rest } = emptyTracks(
      liveAnswer({ states: [], channels: [], missing: ['Goroutines: Go 1.17 is not supported.'] }),
    );
    expect(byTrack).toEqual({ states: 'Go 1.17 is not supported.', channels: 'Go 1.17 is not supported.' });
    expect(rest).toEqual([]);
  });
  it('without a reason says that nothing was seen', () => {
    const none = { atMs: new Float64Array(), ns: new Float64Array(), folded: 0 };
    const quiet = { ...none, p99Ns: null, cyclesPerMinute: 0, assistPercent: null };
    expect(emptyTracks(liveAnswer({ channels: [], pauses: quiet })).byTrack).toEqual({
      channels: 'No goroutine waits for a channel with a buffer.',
      pauses: 'No pause in this time.',
    });
    const first = liveAnswer({
      states: [],
      channels: [],
      heap: [],
      scheduler: [],
      pauses: { ...quiet, cyclesPerMinute: null },
    });
    expect(new Set(Object.values(emptyTracks(first).byTrack))).toEqual(new Set(['Nothing was read yet.']));
  });
});
