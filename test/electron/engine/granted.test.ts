import { describe, expect, it } from 'vitest';
import { Granted, TARGET_ID } from '../../../electron/engine/granted';

const FILE = { id: 'src-1', path: '/captures/heap.pb.gz', name: 'heap.pb.gz' };

describe('granted files', () => {
  it('are found by id', async () => {
    const granted = new Granted(0);
    granted.add([FILE]);
    expect(await granted.find('src-1')).toEqual(FILE);
  });
  it('may arrive after the page asks for them', async () => {
    const granted = new Granted(60_000);
    const twice = [granted.find('src-1'), granted.find('src-1')];
    granted.add([FILE]);
    expect(await Promise.all(twice)).toEqual([FILE, FILE]);
  });
  it('are the only ones: another id, a path and a trick get nothing', async () => {
    const granted = new Granted(0);
    granted.add([FILE]);
    for (const id of ['src-2', '/captures/heap.pb.gz', '../heap.pb.gz', '', 'src-1/../src-2', '__proto__']) {
      expect(await granted.find(id)).toBeNull();
    }
  });
});

describe('granted places', () => {
  it('are good once, and are no files to read', async () => {
    const targets = new Granted(0, TARGET_ID);
    targets.add([{ id: 'dst-1', path: '/out/cpu.folded', name: 'cpu.folded' }]);
    expect(await targets.find('src-1')).toBeNull();
    expect(await targets.take('dst-1')).toMatchObject({ path: '/out/cpu.folded' });
    expect(await targets.take('dst-1')).toBeNull();
  });
});
