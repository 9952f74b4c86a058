import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SourceFiles } from '../../../electron/engine/source-files';

const HINTS = { ownModule: 'example.com/shop', goVersion: 'go1.26.8' };

function tree(files: Readonly<Record<string, string>>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-sources-'));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return folder;
}

describe('source files', () => {
  const root = tree({
    'shop/go.mod': 'module example.com/shop // the shop\n',
    'shop/internal/cart/cart.go': 'own',
    'cache/github.com/!burnt!sushi/toml@v1.4.0/decode.go': 'cached',
    'cache/golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64/src/net/http/server.go': 'toolchain',
    'goroot/src/net/http/server.go': 'installed',
    'elsewhere/cart/cart.go': 'chosen',
    'secret.txt': 'nothing of yours',
  });
  afterAll(() => fs.rmSync(root, { recursive: true }));
  const env = { GOMODCACHE: path.join(root, 'cache'), GOROOT: path.join(root, 'goroot'), PATH: '' };
  const finder = () => new SourceFiles({ cwd: path.join(root, 'shop/cmd/shopd'), home: root, env });
  const textOf = async (file: string, files = finder(), hints = HINTS) =>
    (await files.find(file, hints, null)).file?.text;

  it.each([
    ['where the capture has it', path.join(root, 'shop/internal/cart/cart.go'), 'own'],
    ['of the own module, trimmed, beside its go.mod', 'example.com/shop/internal/cart/cart.go', 'own'],
    ['of the own module, built elsewhere', '/build/shop/internal/cart/cart.go', 'own'],
    ['in the module cache, trimmed', 'github.com/BurntSushi/toml@v1.4.0/decode.go', 'cached'],
    [
      'in the module cache of another machine',
      '/home/ci/go/pkg/mod/github.com/!burnt!sushi/toml@v1.4.0/decode.go',
      'cached',
    ],
    ['of the toolchain that built it', '/usr/lib/go-1.26/src/net/http/server.go', 'toolchain'],
    ['of the toolchain, trimmed', 'net/http/server.go', 'toolchain'],
  ])('%s', async (_, file, text) => expect(await textOf(file)).toBe(text));

  it('of another version, in the installed toolchain', async () =>
    expect(await textOf('net/http/server.go', finder(), { ...HINTS, goVersion: 'go1.22.1' })).toBe('installed'));

  it('in a folder that was chosen, first', async () => {
    const files = finder();
    files.addFolder(path.join(root, 'elsewhere'));
    expect(await textOf('example.com/shop/internal/cart/cart.go', files)).toBe('chosen');
  });

  it('says where it looked', async () => {
    const found = await finder().find('example.com/other/x.go', HINTS, null);
    expect(found.file).toBeNull();
    expect(found.looked.length).toBeGreaterThan(0);
    expect(new Set(found.looked).size).toBe(found.looked.length);
  });

  it('reads sources only, whatever a capture names', async () => {
    for (const file of [path.join(root, 'secret.txt'), '/etc/passwd', root, '../../secret.txt', '/dev/zero', 'x\0.go'])
      expect(await textOf(file), file).toBeUndefined();
  });
});
