import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { FlamePage } from './pages/flame';
import { answerSaves } from './pages/save-dialog';
import { WindowPage } from './pages/window';

type Tree = Parameters<FlamePage['tree']>[0];
type Painter = 'canvas' | 'webgl2';

const CPU = inRepo('assets', 'demo', 'cpu.render.pb.gz');
const HEAPS = [1, 2, 3].map((i) => inRepo('assets', 'demo', `heap.shop.${i}.pb.gz`));
const ARTIFACTS = inRepo('test', 'artifacts');

/** A window whose settings name the painter. Machines that run tests draw WebGL2 by their processor: it is taken only when it is named. */
class Window {
  readonly app: App;
  readonly parts: WindowPage;
  readonly flame: FlamePage;
  readonly #folder: string;

  private constructor(app: App, folder: string) {
    this.app = app;
    this.parts = new WindowPage(app.page);
    this.flame = new FlamePage(app.page);
    this.#folder = folder;
  }

  static async open(painter: Painter | 'auto', files: readonly string[], dpr = 1): Promise<Window> {
    const folder = mkdtempSync(join(tmpdir(), 'parkscope-drawing-'));
    const page = { theme: 'light', language: 'en', letterKeys: true, keys: {}, layout: { 'begin.drawing': painter } };
    const settings = { version: 1, page, window: { bounds: null, maximised: false }, recent: [] };
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    // Later Chromium draws WebGL2 by the processor only when told.
    const args = ['--enable-unsafe-swiftshader', `--force-device-scale-factor=${dpr}`, ...files];
    const window = new Window(await App.launch({ args, profile: folder }), folder);
    await window.app.resize(dpr === 1 ? 1280 : 1040, dpr === 1 ? 800 : 640);
    await window.parts.show('Flame');
    await window.flame.tree('Flame graph').waitFor();
    return window;
  }

  /** Who paints the picture now. */
  drawnBy(tree: Tree = 'Flame graph'): Promise<string | null> {
    return this.flame.tree(tree).locator('.flame-sheet').getAttribute('data-drawn-by');
  }

  /** What is seen of a picture, as a PNG in base64. */
  async seen(tree: Tree): Promise<string> {
    const clip = await this.flame.tree(tree).boundingBox();
    if (clip === null) throw new Error(`${tree} is not shown`);
    await this.app.page.mouse.move(2, 2);
    return (await this.app.page.screenshot({ clip })).toString('base64');
  }

  async close(): Promise<void> {
    await this.app.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    expect(this.app.errors).toEqual([]);
  }
}

/** Share of pixels that may differ: none were seen to, but drivers round. */
const FEW = 0.0002;

/** Share of pixels of two pictures with a channel apart by more than 2 of 255, which is what blending letters rounds. */
async function apart(pair: readonly Window[], tree: Tree, name: string): Promise<number> {
  const pictures = await Promise.all(pair.map((window) => window.seen(tree)));
  mkdirSync(ARTIFACTS, { recursive: true });
  for (const [i, by] of (['canvas', 'webgl2'] as const).entries())
    writeFileSync(join(ARTIFACTS, `drawn ${name} ${by}.png`), Buffer.from(pictures[i]!, 'base64'));
  const { share, colours } = await pair[0]!.app.page.evaluate(async (sources) => {
    const read = async (source: string): Promise<ImageData> => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      const ctx = canvas.getContext('2d')!;
      ctx.drawImage(image, 0, 0);
      return ctx.getImageData(0, 0, canvas.width, canvas.height);
    };
    const [one, other] = [await read(sources[0]!), await read(sources[1]!)];
    if (one.width !== other.width || one.height !== other.height) return { share: 1, colours: 0 };
    const seen = new Set<number>();
    let differ = 0;
    for (let i = 0; i < one.data.length; i += 4) {
      const channels = [0, 1, 2].map((c) => Math.abs(one.data[i + c]! - other.data[i + c]!));
      if (Math.max(...channels) > 2) differ++;
      seen.add((one.data[i]! << 16) | (one.data[i + 1]! << 8) | one.data[i + 2]!);
    }
    return { share: differ / (one.width * one.height), colours: seen.size };
  }, pictures);
  // An empty picture has one colour.
  return colours > 12 ? share : 1;
}

const open: Window[] = [];
afterAll(async () => {
  for (const window of open) await window.close();
});

for (const dpr of [1, 2]) {
  describe(`both painters at ${dpr} pixels a px`, () => {
    let pair: readonly Window[] = [];
    const both = (act: (window: Window) => Promise<unknown>): Promise<unknown> => Promise.all(pair.map(act));
    /** What both show is the same once it has settled, and not nothing. */
    async function same(name: string, tree: Tree = 'Flame graph'): Promise<void> {
      await both(({ flame }) => flame.tree(tree).waitFor());
      await expect.poll(() => Promise.all(pair.map((window) => window.drawnBy(tree)))).toEqual(['canvas', 'webgl2']);
      await expect.poll(() => apart(pair, tree, `${name} ${dpr}`), { timeout: 5_000 }).toBeLessThan(FEW);
    }

    it('show the same flame, icicle, selection, search and zoom', async () => {
      for (const painter of ['canvas', 'webgl2'] as const) open.push(await Window.open(painter, [CPU], dpr));
      pair = open.slice(-2);
      await same('icicle');
      await both(({ flame }) => flame.mode('flame'));
      await same('flame');
      await both(async ({ flame }) => {
        await flame.tree('Flame graph').focus();
        await flame.press('Home', 'ArrowUp', 'ArrowUp', 'Enter', 'ArrowUp');
      });
      await same('selection');
      await both(async ({ flame }) => {
        await flame.search.fill('runtime');
        await expect.poll(() => flame.found()).toMatch(/^[\d,]+ box/);
      });
      await same('search');
      await both(async ({ flame }) => {
        await flame.tree('Flame graph').focus();
        await flame.press('Enter', 'Enter');
        await expect.poll(() => flame.zoomed()).not.toBe('');
      });
      await same('zoomed');
    });

    it('show the same in every theme, and in both halves of a sandwich', async () => {
      for (const theme of ['dark', 'hc', 'light'] as const) {
        await both(({ parts }) => parts.setTheme(theme));
        await same(theme);
      }
      await both(({ flame }) => flame.mode('sandwich'));
      await same('callers', 'Callers');
      await same('callees', 'Callees');
    });

    it('show the same difference', async () => {
      await both(async ({ app, parts, flame }) => {
        await app.drop(HEAPS);
        await parts.page
          .getByRole('button', { name: /heap\.shop\.1/ })
          .first()
          .waitFor();
        await parts.show('Flame');
        await flame.mode('diff');
      });
      await same('difference', 'Difference');
      await both(({ parts }) => parts.setTheme('dark'));
      await same('difference dark', 'Difference');
    });
  });
}

describe('the context of WebGL2', () => {
  /** Takes it away, or gives it back, as the driver does. */
  const driver = ({ app }: Window, does: 'loseContext' | 'restoreContext'): Promise<void> =>
    app.page.evaluate((what) => {
      const canvas = [...document.querySelectorAll<HTMLCanvasElement>('.flame-sheet canvas')].at(-1);
      const gl = canvas?.getContext('webgl2') ?? null;
      const held = globalThis as { held?: WEBGL_lose_context | null | undefined };
      // Of a lost context no extension can be had.
      held.held ??= gl?.getExtension('WEBGL_lose_context');
      held.held?.[what]();
    }, does);

  it('may be lost and come back without a change of the picture, its place or its keys', async () => {
    for (const painter of ['canvas', 'webgl2'] as const) open.push(await Window.open(painter, [CPU]));
    const [plain, window] = open.slice(-2) as [Window, Window];
    const alike = (name: string): Promise<number> => apart([plain, window], 'Flame graph', name);
    const both = (...keys: readonly string[]): Promise<unknown> =>
      Promise.all([plain, window].map(({ flame }) => flame.press(...keys)));
    await expect.poll(() => window.drawnBy()).toBe('webgl2');
    await Promise.all([plain, window].map(({ flame }) => flame.mode('flame')));
    await Promise.all([plain, window].map(({ flame }) => flame.tree('Flame graph').focus()));
    await both('Home', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'Enter', 'Enter');
    await expect.poll(() => window.flame.zoomed()).not.toBe('');
    const zoomed = await window.flame.zoomed();
    await driver(window, 'loseContext');
    await expect.poll(() => window.drawnBy()).toBe('canvas');
    expect(await window.flame.zoomed()).toBe(zoomed);
    await expect.poll(() => alike('lost')).toBeLessThan(FEW);
    await both('ArrowUp', 'ArrowUp', 'Enter');
    await expect.poll(() => alike('lost and selected')).toBeLessThan(FEW);
    await driver(window, 'restoreContext');
    await expect.poll(() => window.drawnBy()).toBe('webgl2');
    await expect.poll(() => alike('restored')).toBeLessThan(FEW);
    await both('r');
    await expect.poll(() => window.flame.zoomed()).toBe('');
    await expect.poll(() => alike('restored and zoomed out')).toBeLessThan(FEW);
  });

  it('is given back with the view: the browser takes none away', async () => {
    const window = open.at(-1)!;
    const warnings: string[] = [];
    window.app.page.on('console', (message) => {
      if (message.type() === 'warning') warnings.push(message.text());
    });
    for (let times = 0; times < 24; times++) {
      await window.parts.show('Top');
      await window.parts.show('Flame');
      await expect.poll(() => window.drawnBy()).toBe('webgl2');
    }
    expect(warnings.filter((text) => /context/i.test(text))).toEqual([]);
    expect(await window.app.page.locator('.flame-sheet canvas').count()).toBe(2);
  });

  it('is asked for as the Settings say, at once', async () => {
    const window = open.at(-1)!;
    const pick = window.app.page.getByRole('combobox', { name: 'Flame graphs are drawn by' });
    for (const [choice, by] of [
      ['the canvas', 'canvas'],
      ['WebGL2', 'webgl2'],
      // There is no card here.
      ['WebGL2 where there is a graphics card', 'canvas'],
    ] as const) {
      await window.parts.openSettings('Appearance');
      await pick.selectOption(choice);
      await window.app.screenshot(`settings drawing ${by}`);
      await window.parts.closeSettings();
      await expect.poll(() => window.drawnBy()).toBe(by);
    }
  });
});

it('exports the same picture whoever draws the window', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkscope-drawing-'));
  try {
    const files: Buffer[] = [];
    for (const painter of ['canvas', 'webgl2'] as const) {
      const window = await Window.open(painter, [CPU]);
      open.push(window);
      await expect.poll(() => window.drawnBy()).toBe(painter);
      for (const to of ['PNG', 'SVG'] as const) {
        const name = `${painter}.${to.toLowerCase()}`;
        await answerSaves(window.app, join(folder, name));
        await window.flame.tree('Flame graph').focus();
        await window.flame.press('Shift+F10');
        await window.flame.menuItem(`Save the picture as ${to}…`).click();
        await window.parts.status.getByText(`Wrote ${name}: 1 picture`).waitFor();
        files.push(readFileSync(join(folder, name)));
      }
      expect(await window.drawnBy()).toBe(painter);
    }
    const [png, svg, otherPng, otherSvg] = files;
    expect(png!.length).toBeGreaterThan(20_000);
    expect(otherPng!.equals(png!)).toBe(true);
    expect(otherSvg!.equals(svg!)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
