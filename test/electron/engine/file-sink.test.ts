import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { build } from 'vite';
import { afterAll, describe, expect, test } from 'vitest';
import { aliasesOf } from '../../../electron/setup/aliases.mjs';
import { openFileSink } from '../../../electron/engine/file-sink';
import { ROOT } from '../../support/fixtures';
import { temporaryFolder } from '../../support/export';

const folder = temporaryFolder();
afterAll(folder.remove);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const files = (): string[] => fs.readdirSync(folder.file('')).sort();

describe('a file that is written', () => {
  test('appears whole when it is closed, and not before', async () => {
    const file = folder.file('new.txt');
    const sink = await openFileSink(file);
    await sink.write(bytes('one '));
    expect(fs.existsSync(file)).toBe(false);
    await sink.write(bytes('two'));
    await sink.close();
    expect(fs.readFileSync(file, 'utf8')).toBe('one two');
    expect(files()).toEqual(['new.txt']);
  });

  test('leaves what was there when it is given up', async () => {
    const file = folder.file('old.txt');
    fs.writeFileSync(file, 'old');
    const sink = await openFileSink(file);
    await sink.write(bytes('new'));
    await sink.abort();
    expect(fs.readFileSync(file, 'utf8')).toBe('old');
    expect(files()).toEqual(['new.txt', 'old.txt']);
  });

  test('keeps the permissions of the file that it replaces, and follows a link', async () => {
    const file = folder.file('private.txt');
    fs.writeFileSync(file, 'old', { mode: 0o600 });
    fs.symlinkSync('private.txt', folder.file('link.txt'));
    const sink = await openFileSink(folder.file('link.txt'));
    await sink.write(bytes('new'));
    await sink.close();
    expect(fs.lstatSync(folder.file('link.txt')).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(file, 'utf8')).toBe('new');
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });

  test('writes to a device as it is, and says why a folder cannot be written', async () => {
    const sink = await openFileSink('/dev/null');
    await sink.write(bytes('gone'));
    await sink.close();
    expect(fs.statSync('/dev/null').isCharacterDevice()).toBe(true);
    await expect(openFileSink(folder.file(''))).rejects.toThrow('EISDIR');
    await expect(openFileSink(folder.file('no/file'))).rejects.toThrow('ENOENT');
  });

  test('a process that ends while it writes leaves nothing behind', { timeout: 60_000 }, async () => {
    const script = folder.file('write.mjs');
    await build({
      configFile: false,
      logLevel: 'silent',
      root: ROOT,
      publicDir: false,
      resolve: { alias: aliasesOf(ROOT) },
      build: {
        ssr: `${ROOT}/electron/engine/file-sink.ts`,
        outDir: folder.file('bundle'),
        rollupOptions: { output: { entryFileNames: 'sink.mjs' } },
      },
    });
    fs.writeFileSync(
      script,
      "import { openFileSink } from './bundle/sink.mjs';\n" +
        'const sink = await openFileSink(process.argv[2]); await sink.write(new Uint8Array(9)); process.exit(3);\n',
    );
    fs.mkdirSync(folder.file('out'));
    const code = await new Promise((resolve) =>
      spawn(process.execPath, [script, folder.file('out/cut.bin')]).on('exit', resolve),
    );
    expect([code, fs.readdirSync(folder.file('out'))]).toEqual([3, []]);
  });
});
