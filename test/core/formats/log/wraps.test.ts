import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { claimants } from '@core/formats/registry';
import type { Capture } from '@core/model/tables';
import { captureText, openAll } from '../../../support/check-import';
import { capturePath } from '../../../support/fixtures';
import { goDumpText } from '../../../support/go-dump';
import { lineWraps, recordWraps } from '../../../support/log-wraps';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function open(text: string): Promise<readonly Capture[]> {
  const opened = await openAll(bytes(text));
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}

/** All but the notes. */
function picture(capture: Capture): string {
  return captureText(capture)
    .split('\n')
    .filter((line) => !line.startsWith('!'))
    .join('\n');
}

const DUMPS = [
  'leakedmark/go1.27/goroutine.debug2.txt',
  'locks/go1.22/goroutine.debug2.txt',
  'crash/go1.26/panic.all.txt',
];
const PROFILE = 'nilchan/go1.27/goroutine.debug1.txt';

describe.each(DUMPS)('%s', (file) => {
  const text = readFileSync(capturePath(file), 'utf8');

  test.each(Object.keys(lineWraps))('lines of %s', async (name) => {
    const wrapped = lineWraps[name]!(text);
    const captures = await open(wrapped);
    expect(captures.length).toBe(1);
    expect(picture(captures[0]!)).toBe(picture((await open(text))[0]!));
    expect(captures[0]!.notes.filter(({ kind }) => kind !== 'info')).toEqual([]);
  });

  test.each(Object.keys(recordWraps))('one record of %s', async (name) => {
    const captures = await open(recordWraps[name]!(text));
    expect(captures.length).toBe(1);
    const told = picture(captures[0]!).replace(/^# (?:recovered|dump)\n/m, '');
    // klog puts its own words before the first line of the message.
    const plain = picture((await open(text))[0]!);
    expect(told).toBe(name === 'klog' ? plain.replace(/^# .*\n/gm, '') : plain);
    expect(captures[0]!.notes.filter(({ kind }) => kind !== 'info')).toEqual([]);
  });
});

const ODD = goDumpText(`
  1 running
    main.(*T[...]).größe+ C:\\Program Files\\src\\main.go:20
    main.main C:\\src\\main.go:3
  7 chan receive (nil chan) (leaked), 12 minutes | {path: "C:\\\\tmp", quoted: "a \\"b\\"\\n]: c"}
    main.work C:\\new\\table.go:12
    < main.main C:\\src\\main.go:5 @1`);

test.each([...Object.keys(lineWraps), ...Object.keys(recordWraps)])('backslashes and quotes in %s', async (name) => {
  const [plain] = await open(ODD);
  const [told] = await open((lineWraps[name] ?? recordWraps[name])!(ODD));
  expect(picture(told!).replace(/^# .*\n/gm, '')).toBe(picture(plain!));
  const labels = (capture: Capture): string[] =>
    Array.from(capture.labelSets.value, (value) => capture.strings.get(value)).sort();
  expect(labels(plain!)).toEqual(['C:\\tmp', 'a "b"\n]: c']);
  expect(labels(told!)).toEqual(labels(plain!));
});

test.each(Object.keys(lineWraps))('a debug=1 profile in lines of %s', async (name) => {
  const text = readFileSync(capturePath(PROFILE), 'utf8');
  const captures = await open(lineWraps[name]!(text));
  expect(captures.map(picture)).toEqual([picture((await open(text))[0]!)]);
});

test.each([...Object.keys(lineWraps), ...Object.keys(recordWraps)])('%s: claimed by its content, once', (name) => {
  const text = (lineWraps[name] ?? recordWraps[name])!(readFileSync(capturePath(DUMPS[0]!), 'utf8'));
  const head = bytes(text).subarray(0, 65536);
  const probe = { head, text: Buffer.from(head).toString('latin1'), compression: 'none' } as const;
  expect(claimants(probe).map((format) => format.name)).toEqual(['goroutine-dump']);
});
