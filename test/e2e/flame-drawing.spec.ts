import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { FlamePage } from './pages/flame';
import { WindowPage } from './pages/window';

type Tree = Parameters<FlamePage['tree']>[0];
type Painter = 'canvas' | 'webgl2';

const CPU = inRepo('assets', 'demo', 'cpu.render.pb.gz');
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

interface Difference {
  readonly pixels: number;
  /** Colours in the first: an empty picture has one. */
  readonly colours: number;
  /** Pixels with a channel that differs by more than 2 of 255, which is what blending letters rounds. */
  readonly apart: number;
}

function compare(window: Window, pictures: readonly [string, string]): Promise<Difference> {
  return window.app.page.evaluate(async (sources) => {
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
    const [one, other] = [await read(sources[0]), await read(sources[1])];
    if (one.width !== other.width || one.height !== other.height) throw new Error('the pictures are not of one size');
    const colours = new Set<number>();
    let apart = 0;
    for (let i = 0; i < one.data.length; i += 4) {
      const [r, g, b] = [0, 1, 2].map((c) => Math.abs(one.data[i + c]! - other.data[i + c]!));
      if (Math.max(r!, g!, b!) > 2) apart++;
      colours.add((one.data[i]! << 16) | (one.data[i + 1]! << 8) | one.data[i + 2]!);
    }
    return { pixels: one.width * one.height, colours: colours.size, apart };
  }, pictures);
}

const open: Window[] = [];
afterAll(async () => {
  for (const window of open) await window.close();
});

for (const dpr of [1, 2]) {
  describe(`both painters at ${dpr} pixels a px`, () => {
    let pair: readonly Window[] = [];
    const both = (act: (window: Window) => Promise<unknown>): Promise<unknown> => Promise.all(pair.map(act));
    /** What both show is the same, and not nothing. */
    async function same(name: string, tree: Tree = 'Flame graph', by: Painter = 'webgl2'): Promise<void> {
      await expect.poll(() => pair[1]!.drawnBy(tree)).toBe(by);
      expect(await pair[0]!.drawnBy(tree)).toBe('canvas');
      const [one, other] = [await pair[0]!.seen(tree), await pair[1]!.seen(tree)];
      mkdirSync(ARTIFACTS, { recursive: true });
      writeFileSync(join(ARTIFACTS, `drawn ${name} ${dpr} canvas.png`), Buffer.from(one, 'base64'));
      writeFileSync(join(ARTIFACTS, `drawn ${name} ${dpr} webgl2.png`), Buffer.from(other, 'base64'));
      const { pixels, colours, apart } = await compare(pair[0]!, [one, other]);
      expect(colours).toBeGreaterThan(12);
      expect(apart / pixels).toBeLessThan(0.0002);
    }

    it('show the same flame, icicle, selection, search, zoom and sandwich', async () => {
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
      await both(async ({ flame, app }) => {
        await flame.tree('Flame graph').focus();
        await flame.press('Enter', 'Enter');
        await expect.poll(() => flame.zoomed()).not.toBe('');
        await app.page.waitForTimeout(300);
      });
      await same('zoomed');
      await both(({ flame }) => flame.press('Backspace'));
      await both(({ flame }) => flame.search.fill(''));
    });
  });
}
