import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { findElectron } from '../../electron/setup/electron-runtime.mjs';
import { electronCommand, electronEnv } from '../../electron/setup/launch.mjs';
import { placesOf, ROOT } from '../../electron/setup/places.mjs';

const ARTIFACTS = join(ROOT, 'test', 'artifacts');

/** A file of the repository by its path from the root. */
export function inRepo(...path: string[]): string {
  return join(ROOT, ...path);
}

export interface LaunchOptions {
  /** What stands on the command line. */
  readonly args?: readonly string[];
  /** Folder of settings and window state; a fresh one, removed at the end, when none is given. */
  readonly profile?: string;
  /** Folder in which the app is started. */
  readonly cwd?: string;
  /** A command that the app is started through, with its options: `setpriv …`. */
  readonly through?: readonly string[];
}

/** The real app in the real runtime, and what tests need to know of it. */
export class App {
  /** Those that run. */
  static readonly open = new Set<App>();
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly profile: string;
  /** Errors the page printed, its content policy's among them: a test that expects none asserts it is empty. */
  readonly errors: string[] = [];
  readonly #ownProfile: boolean;

  private constructor(electron: ElectronApplication, page: Page, profile: string, ownProfile: boolean) {
    this.electron = electron;
    this.page = page;
    this.profile = profile;
    this.#ownProfile = ownProfile;
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  static async launch({ args = [], profile, cwd = ROOT, through = [] }: LaunchOptions = {}): Promise<App> {
    const folder = profile ?? mkdtempSync(join(tmpdir(), 'parkscope-profile-'));
    const [binary, own] = command(folder, args);
    const executablePath = through.length === 0 ? binary : wrapped(folder, through, binary);
    // Rules of whoever runs the tests are none of ours.
    const env = { ...environment(), XDG_CONFIG_HOME: join(folder, 'config') };
    const electron = await _electron.launch({ executablePath, args: own, cwd, env, timeout: 30_000 });
    const page = await electron.firstWindow({ timeout: 30_000 });
    await page.waitForLoadState('domcontentloaded');
    const app = new App(electron, page, folder, profile === undefined);
    App.open.add(app);
    return app;
  }

  /** A second start with the same profile, as from a shell. Resolves with its exit status. */
  startAgain(args: readonly string[], cwd: string = ROOT): Promise<number | null> {
    const [binary, own] = command(this.profile, args);
    return new Promise((resolve, reject) => {
      const child = spawn(binary, own, { cwd, env: environment(), stdio: 'ignore' });
      child.on('error', reject);
      child.on('exit', resolve);
    });
  }

  /** Process id of the engine. */
  async enginePid(): Promise<number> {
    const pids = await this.electron.evaluate(({ app }) =>
      app.getAppMetrics().flatMap(({ name, pid }) => (name === 'Parkscope Engine' ? [pid] : [])),
    );
    const [pid] = pids;
    if (pid === undefined || pids.length > 1) throw new Error(`expected one engine process, found ${pids.length}`);
    return pid;
  }

  /** Drags files from outside and drops them, in the middle of the window unless told where (CSS px). */
  async drop(paths: readonly string[], { x, y } = { x: 400, y: 300 }): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [...paths], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x, y, data });
    }
    await session.detach();
  }

  async resize(width: number, height: number): Promise<void> {
    await this.electron.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
      { width, height },
    );
    await this.page.waitForFunction((size) => innerWidth === size.width && innerHeight === size.height, {
      width,
      height,
    });
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(ARTIFACTS, { recursive: true });
    await this.page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
  }

  async close(): Promise<void> {
    App.open.delete(this);
    await this.electron.close();
    if (this.#ownProfile) rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** The runtime behind a command, as a program: Playwright puts options of the runtime before all others. */
function wrapped(folder: string, through: readonly string[], binary: string): string {
  const script = join(folder, 'start');
  const words = [...through, binary].map((word) => `'${word}'`).join(' ');
  writeFileSync(script, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  return script;
}

/** `npm test` says which runtime to use and how; a test file run by hand finds it itself. */
function command(profile: string, args: readonly string[]): [string, string[]] {
  const own = [`--user-data-dir=${profile}`, '--force-device-scale-factor=1', ...args];
  const given = process.env['PARKSCOPE_ELECTRON'];
  if (given !== undefined) {
    const before: unknown = JSON.parse(process.env['PARKSCOPE_ELECTRON_ARGS'] ?? '[]');
    return [given, [...(Array.isArray(before) ? before.map(String) : []), ...own]];
  }
  const runtime = findElectron(placesOf(ROOT));
  if (runtime === null) throw new Error('there is no Electron runtime; `npm start` fetches one');
  return electronCommand(runtime, ROOT, own);
}

function environment(): Record<string, string> {
  const entries = Object.entries(electronEnv()).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}
