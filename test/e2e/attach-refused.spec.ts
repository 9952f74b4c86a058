import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { samplerMissing } from '../support/sampler';
import { violations } from './pages/axe';
import { WindowPage } from './pages/window';

/** Root without the right to look into processes of others, as in most containers. */
const WITHOUT = ['setpriv', '--bounding-set=-sys_ptrace', '--inh-caps=-sys_ptrace'];
const OTHER = ['--reuid=65534', '--regid=65534', '--clear-groups'];
const root = process.platform === 'linux' && userInfo().uid === 0 && spawnSync('setpriv', ['--version']).status === 0;
const missing = root ? samplerMissing() : 'only root can become another user';
if (missing !== null) process.stderr.write(`attach-refused.spec.ts is skipped: ${missing}\n`);

/** Programs that cannot be looked into, each for another reason; the sampler that says so is the real one. */
describe.skipIf(missing !== null)('what cannot be read says why', () => {
  let folder: string;
  let app: App;
  let window: WindowPage;
  const running: ChildProcess[] = [];
  const dialog = () => app.page.getByRole('dialog', { name: 'Attach' });
  const search = () => dialog().getByRole('searchbox', { name: 'Search processes' });
  const processes = () => dialog().getByRole('grid', { name: 'Processes' });
  const facts = () => dialog().getByRole('complementary', { name: 'The chosen process' });
  const attach = (pid: number) => dialog().getByRole('button', { name: `Attach to ${pid}` });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parkscope-refused-'));
    chmodSync(folder, 0o755);
    writeFileSync(
      join(folder, 'main.go'),
      'package main\n\nimport "time"\n\nfunc main() {\n\tprintln("up")\n\tfor {\n\t\ttime.Sleep(time.Second)\n\t}\n}\n',
    );
    app = await App.launch({ through: WITHOUT });
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await app.resize(1280, 800);
  });
  afterAll(async () => {
    await app.close();
    for (const child of running) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    expect(app.errors).toEqual([]);
  });

  /** Builds the program and starts it. */
  async function start(
    name: string,
    env: Readonly<Record<string, string>>,
    as: readonly string[],
    flags: readonly string[] = [],
  ): Promise<number> {
    const binary = join(folder, name);
    execFileSync('go', ['build', '-o', binary, ...flags, 'main.go'], {
      ...{ cwd: folder, stdio: 'pipe' },
      env: { ...process.env, GOENV: 'off', GOFLAGS: '', CGO_ENABLED: '0', ...env },
    });
    const [command = '', ...args] = [...WITHOUT, ...as, binary];
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    running.push(child);
    await once(child.stderr, 'data');
    return child.pid ?? 0;
  }

  const choose = async (pid: number, goOnly = true): Promise<void> => {
    if ((await dialog().count()) === 0) await app.page.keyboard.press('Control+Shift+A');
    const only = dialog().getByRole('checkbox', { name: 'Go only' });
    if ((await only.isChecked()) !== goOnly) await only.click();
    await search().fill(String(pid));
    await processes()
      .getByRole('row', { name: new RegExp(`\\b${pid}\\b`) })
      .click();
  };

  it('a process of another user: whose it is, and what would allow it', async () => {
    const pid = await start('other', {}, OTHER);
    await choose(pid);
    await facts()
      .getByRole('heading', { name: `Linux does not let you read process ${pid}` })
      .waitFor();
    await facts()
      .getByText(/^It is not known whether other is a Go program: it runs as nobody, the sampler .*CAP_SYS_PTRACE/)
      .waitFor();
    expect(await attach(pid).isDisabled()).toBe(true);
    await app.screenshot('attach refused other user');
    expect(await violations(app)).toEqual([]);
  });

  it('a program that is not written in Go', async () => {
    const binary = join(folder, 'sleeper');
    copyFileSync('/bin/sleep', binary);
    const [command = '', ...args] = [...WITHOUT, binary, '1000'];
    const child = spawn(command, args, { stdio: 'ignore' });
    running.push(child);
    await choose(child.pid ?? 0, false);
    await facts().getByText('sleeper is not a Go program.').waitFor();
    expect(await attach(child.pid ?? 0).isDisabled()).toBe(true);
    await app.screenshot('attach refused not Go');
  });

  it('a program of 32 bits', async () => {
    const pid = await start('narrow', { GOARCH: '386' }, []);
    await choose(pid);
    await facts()
      .getByRole('heading', { name: `Process ${pid} cannot be read` })
      .waitFor();
    await facts().getByText('It is a 32-bit program, and only 64-bit ones are known.', { exact: true }).waitFor();
    expect(await attach(pid).isDisabled()).toBe(true);
    // There is no command that would allow it.
    expect(await dialog().getByText('to see the command').count()).toBe(0);
    await app.screenshot('attach refused 32 bits');
    expect(await violations(app)).toEqual([]);
  });

  it('a Go version that nobody here knows, without debug information: which are known, and what would help', async () => {
    const pid = await start('old', { GOTOOLCHAIN: 'go1.17.13' }, [], ['-ldflags=-s -w']);
    await choose(pid);
    await attach(pid).click();
    await app.page.getByText(/The structures of go1\.17\.13 are not known; those of Go 1\.18 to 1\.\d+ are/).waitFor();
    await app.page.getByText(/[Bb]uild it without -ldflags=-s or -w/).waitFor();
    await app.screenshot('attach refused old Go');
    expect(await violations(app)).toEqual([]);
  });

  it('one that ends between the list and the click', async () => {
    const pid = await start('brief', {}, []);
    await choose(pid);
    await expect.poll(() => attach(pid).isEnabled()).toBe(true);
    // Before the next refresh, which would say so.
    running.at(-1)?.kill('SIGKILL');
    await attach(pid).click();
    await app.page.getByText(`There is no process ${pid}`, { exact: true }).waitFor();
    await app.screenshot('attach refused gone');
    expect(await violations(app)).toEqual([]);
  });
});
