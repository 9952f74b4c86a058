import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Recorder, recordingName } from '../../../../electron/engine/live/recorder';
import { openFiles } from '../../../support/engine';
import { WatchWriter } from '../../../support/live-writer';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-recorder-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const PROCESS = { pid: 4711, startMs: 1_763_740_000_000, name: 'ingestd' };
const MAIN = { id: 1, state: 'select', stack: ['main.main'] };

async function record(file: string, process = PROCESS, startMs?: number): Promise<void> {
  const writer = new WatchWriter(startMs);
  const recorder = await Recorder.open(file, process);
  recorder.begin();
  for (const payload of [writer.facts(), ...writer.moment([MAIN]), ...writer.moment([MAIN])]) recorder.batch(payload);
  recorder.end('ended', 'the process has ended');
  await recorder.close();
  expect(recorder.failure).toBeNull();
  expect(recorder.bytes).toBe(fs.statSync(file).size);
}
const moments = async (file: string): Promise<number> =>
  (await openFiles(file)).info.captures.filter(({ kind }) => kind === 'goroutine').length;

describe('a recorder', () => {
  it('begins, and goes on in the recording of the same process, behind what is whole', async () => {
    const file = path.join(folder, 'again.parkrec');
    await record(file);
    expect(await moments(file)).toBe(2);
    fs.appendFileSync(file, 'PBLK torn');
    await record(file, PROCESS, 1_763_760_000_000);
    expect(await moments(file)).toBe(4);
    expect((await openFiles(file)).info.captures.flatMap(({ notes }) => notes).map(({ kind }) => kind)).toEqual([
      'info',
    ]);
  });

  it('never writes over the recording of another process', async () => {
    const file = path.join(folder, 'other.parkrec');
    await record(file);
    const before = fs.readFileSync(file);
    await expect(record(file, { ...PROCESS, startMs: PROCESS.startMs + 1 })).rejects.toThrow('another process');
    expect(fs.readFileSync(file)).toEqual(before);
  });

  it('writes over what is none, and over one that was killed before it wrote', async () => {
    const file = path.join(folder, 'chosen.txt');
    fs.writeFileSync(file, 'something else');
    await record(file);
    expect(await moments(file)).toBe(2);
    const torn = path.join(folder, 'torn.parkrec');
    fs.writeFileSync(torn, 'PARKREC1PBLK');
    await record(torn);
    expect(await moments(torn)).toBe(2);
  });

  it('a disk that refuses ends it, with what was written before', async () => {
    const written: Uint8Array[] = [];
    let left = 1;
    const recorder = new Recorder(
      'full',
      {
        append: (bytes) => {
          if (left-- === 0) return Promise.reject(new Error('ENOSPC: no space left on device'));
          written.push(bytes);
          return Promise.resolve();
        },
        sync: () => Promise.resolve(),
        close: () => Promise.resolve(),
      },
      0,
      PROCESS,
    );
    const writer = new WatchWriter();
    recorder.key(writer.moment([MAIN]), 0);
    recorder.key(writer.moment([MAIN]), 0);
    recorder.batch(writer.facts());
    await recorder.close();
    expect(recorder.failure?.message).toContain('ENOSPC');
    expect(written).toHaveLength(1);
  });

  it('names are the same for the same process only, whatever it is called', () => {
    expect(recordingName(PROCESS)).toBe('ingestd-4711-20251121T154640Z.parkrec');
    expect(recordingName({ ...PROCESS, name: '../a b' })).toBe('.._a_b-4711-20251121T154640Z.parkrec');
  });
});
