import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolder } from '../../../electron/engine/folder';

let folder = '';
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-folder-'))));
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
const write = (name: string, text = name): void => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
};
async function listed(most?: number): Promise<string[]> {
  const inputs = await openFolder(folder, most);
  return (inputs ?? []).map((input) => ('error' in input ? `${input.name}: ${input.error.code}` : input.name));
}

describe('a folder', () => {
  it('is its files and those of its subfolders, as people count, hidden ones left out', async () => {
    for (const name of ['10.txt', '9.txt', 'b/2.txt', 'b/11.txt', 'a.txt', '.hidden', '.git/config', 'b/.hidden'])
      write(name);
    expect(await listed()).toEqual(['9.txt', '10.txt', 'a.txt', 'b/2.txt', 'b/11.txt']);
  });
  it('reads its files without holding them open', async () => {
    write('a.txt', 'hello');
    const [input] = (await openFolder(folder)) ?? [];
    if (input === undefined || 'error' in input) throw new Error('no file');
    expect(input).toMatchObject({ name: 'a.txt', size: 5 });
    expect(new TextDecoder().decode(await input.read(1, 100))).toBe('ello');
    expect(await input.read(5, 10)).toHaveLength(0);
    fs.rmSync(path.join(folder, 'a.txt'));
    await expect(input.read(0, 1)).rejects.toThrow('ENOENT');
  });
  it('names what it does not look into', async () => {
    write('a/b/c.txt');
    write('a/x.txt');
    fs.symlinkSync('..', path.join(folder, 'a', 'up'));
    fs.symlinkSync('.', path.join(folder, 'self'));
    fs.symlinkSync('nowhere', path.join(folder, 'broken'));
    fs.symlinkSync('round', path.join(folder, 'round'));
    expect((await listed()).sort()).toEqual([
      'a/b: unrecognised',
      'a/up: unrecognised',
      'a/x.txt',
      'broken: unreadable',
      'round: unreadable',
      'self: unrecognised',
    ]);
  });
  it('follows links to files and folders elsewhere, once', async () => {
    write('real/1.txt');
    fs.symlinkSync('real', path.join(folder, 'zlink'));
    fs.symlinkSync('real/1.txt', path.join(folder, '2.txt'));
    expect(await listed()).toEqual(['2.txt', 'real/1.txt', 'zlink: unrecognised']);
  });
  it('stops at its limit and says how many are left', async () => {
    for (let i = 0; i < 7; i++) write(`${i}.txt`);
    expect(await listed(5)).toEqual(['0.txt', '1.txt', '2.txt', '3.txt', '4.txt', '2 more files: too-large']);
  });
  it('says that it is empty', async () => {
    expect(await listed()).toEqual([`${path.basename(folder)}: empty`]);
  });
  it('is none for a file and for nothing', async () => {
    write('a.txt');
    expect(await openFolder(path.join(folder, 'a.txt'))).toBeNull();
    expect(await openFolder(path.join(folder, 'b'))).toBeNull();
  });
  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'tells of a subfolder that may not be read',
    async () => {
      write('closed/a.txt');
      write('b.txt');
      fs.chmodSync(path.join(folder, 'closed'), 0);
      const found = await listed();
      fs.chmodSync(path.join(folder, 'closed'), 0o755);
      expect(found).toEqual(['b.txt', 'closed: unreadable']);
    },
  );
});
