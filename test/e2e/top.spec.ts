import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { writeProfile } from '../support/pprof-writer';
import { violations } from './pages/axe';
import { WindowPage } from './pages/window';

/** Source text of a program, whose lines the profile below has. */
const SOURCE = `package main

// main runs busy until it is done.
func main() {
	for i := 0; i < 10; i++ {
		busy(i)
	}
}

func busy(n int) int {
	sum := 0
	for j := range n {
		sum += slow(j)
	}
	return sum
}

func slow(x int) int { return x * 3 }
`;

describe('tables, trees and sources of a profile', () => {
  let app: App;
  let window: WindowPage;
  const folder = mkdtempSync(join(tmpdir(), 'parkscope-top-'));
  const source = join(folder, 'main.go');
  beforeAll(async () => {
    writeFileSync(source, SOURCE);
    const file = { gone: '/nowhere/at/all/lost.go' };
    writeFileSync(
      join(folder, 'made.pb'),
      writeProfile({
        sampleTypes: [['cpu', 'nanoseconds']],
        timeNanos: BigInt(Date.now() + 86_400_000) * 1_000_000n,
        samples: [
          { locations: [3, 2, 1], values: [60_000_000], labels: [{ key: 'tenant', str: 'acme' }] },
          { locations: [2, 1], values: [30_000_000], labels: [{ key: 'tenant', str: 'zeta' }] },
          { locations: [4, 1], values: [10_000_000] },
        ],
        locations: [
          { id: 1, lines: [{ function: 1, line: 6 }] },
          { id: 2, lines: [{ function: 2, line: 13 }] },
          { id: 3, lines: [{ function: 3, line: 18 }] },
          { id: 4, lines: [{ function: 4, line: 7 }] },
        ],
        functions: [
          { id: 1, name: 'main.main', file: source },
          { id: 2, name: 'main.busy', file: source },
          { id: 3, name: 'main.slow', file: source },
          { id: 4, name: 'example.com/lost.Run', file: file.gone },
        ],
      }),
    );
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await app.drop([join(folder, 'made.pb')]);
    await window.ready('made.pb');
    await window.show('Top');
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
    expect(app.errors).toEqual([]);
  });
  const radio = (name: string) => window.main.getByRole('radio', { name, exact: true });
  const rows = (grid: string) =>
    window.main.getByRole(grid.startsWith('Call tree') ? 'treegrid' : 'grid', { name: grid });
  const texts = async (grid: string) =>
    (await rows(grid).getByRole('row').allInnerTexts()).map((t) => t.replace(/\s+/g, ' '));

  it('has flat, sum and cum, and walks from a function to its callers and callees', async () => {
    await rows('Functions').getByRole('row', { name: /busy/ }).click();
    expect((await texts('Functions')).slice(0, 2)).toEqual([
      expect.stringMatching(/^Flat.*% Cum % Sum % Function Package$/),
      expect.stringMatching(/60\.0 ms 60\.0 % 60\.0 ms 60\.0 % 60\.0 % .*slow/),
    ]);
    await app.page.keyboard.press('Alt+t');
    const callees = rows('Callees of the selected function');
    await callees.getByRole('row', { name: /slow/ }).waitFor();
    expect(await texts('Callers of the selected function')).toEqual([
      expect.anything(),
      expect.stringMatching(/90\.0 ms 100 % .*main/),
    ]);
    await callees.getByRole('row', { name: /slow/ }).getByRole('button').click();
    await expect
      .poll(() => texts('Callers of the selected function'))
      .toContainEqual(expect.stringMatching(/60\.0 ms 100 % .*busy/));
    expect(await violations(app)).toEqual([]);
    await app.page.keyboard.press('Alt+t');
  });

  it('draws the callers and callees as boxes; a click walks to one', async () => {
    await rows('Functions').getByRole('row', { name: /busy/ }).click();
    const boxes = (name: RegExp) => window.main.getByRole('img', { name });
    await boxes(/^Callers, 1 direct$/).waitFor();
    const place = await boxes(/^Callees, 1 direct$/).boundingBox();
    if (place === null) throw new Error('no boxes');
    await app.page.mouse.move(place.x + 30, place.y + 9);
    await window.main.getByText(/^60\.0\sms, 66\.7\s% of this function$/).waitFor();
    await app.page.mouse.click(place.x + 30, place.y + 9);
    await rows('Functions').getByRole('row', { name: /slow/, selected: true }).waitFor();
    await window.main.getByText('It calls nothing that was sampled.').waitFor();
    await app.screenshot('top sandwich');
    expect(await violations(app)).toEqual([]);
  });

  it('groups by line, file, package and module', async () => {
    await window.main.getByRole('button', { name: /group by function/ }).click();
    await app.page.getByRole('menuitemradio', { name: 'line' }).click();
    await rows('Lines')
      .getByRole('row', { name: /slow.*:18/ })
      .waitFor();
    await window.main.getByRole('button', { name: /group by line/ }).click();
    await app.page.getByRole('menuitemradio', { name: 'package' }).click();
    await rows('Packages')
      .getByRole('row', { name: /example\.com\/lost/ })
      .waitFor();
    await window.main.getByRole('button', { name: /group by package/ }).click();
    await app.page.getByRole('menuitemradio', { name: 'function' }).click();
  });

  it('is a tree by keys: unfold, fold, the heaviest path', async () => {
    await radio('tree, top down').click();
    const tree = rows('Call tree, top down');
    const main = tree.getByRole('row', { name: /main/ }).first();
    // Its name, not the mark before it, which unfolds.
    await main.getByTitle('main.main').click();
    await app.page.keyboard.press('ArrowRight');
    await tree.getByRole('row', { name: /busy/ }).waitFor();
    expect(await main.getAttribute('aria-expanded')).toBe('true');
    await app.page.keyboard.press('ArrowLeft');
    await expect.poll(() => tree.getByRole('row', { name: /busy/ }).count()).toBe(0);
    await app.page.keyboard.press('o');
    const slow = tree.getByRole('row', { name: /slow/ });
    await slow.waitFor();
    expect(await slow.getAttribute('aria-level')).toBe('3');
    await app.screenshot('call tree');
    expect(await violations(app)).toEqual([]);
    await radio('tree, bottom up').click();
    await rows('Call tree, bottom up')
      .getByRole('row', { name: /60\.0 ms.*slow/ })
      .waitFor();
    await radio('table').click();
  });

  it('shows the lines of the selected function beside it and alone, with what they call', async () => {
    await rows('Functions').getByRole('row', { name: /busy/ }).click();
    await radio('source').click();
    await window.main.getByRole('row', { name: /13.*sum \+= slow/ }).waitFor();
    await app.screenshot('top source');
    await window.show('Source');
    const line = window.main.getByRole('row', { name: /13.*sum \+= slow/ });
    await line.waitFor();
    expect((await line.innerText()).replace(/\s+/g, ' ')).toMatch(/30\.0 ms 90\.0 ms 13/);
    await line.getByRole('button', { name: /slow/ }).click();
    await window.main.getByRole('row', { name: /18.*func slow/ }).waitFor();
    await app.screenshot('source');
    expect(await violations(app)).toEqual([]);
  });

  it('jumps to the next hot line of a whole file', async () => {
    await radio('file').click();
    await window.main.getByRole('row', { name: /^.*6.*busy\(i\)/ }).waitFor();
    await app.page.keyboard.press('n');
    const first = await window.main.locator('[aria-selected="true"]', { hasText: 'busy(i)' }).count();
    expect(first).toBe(1);
    await app.page.keyboard.press('n');
    await window.main.locator('[aria-selected="true"]', { hasText: 'slow(j)' }).waitFor();
  });

  it('says where it looked for a file that is not there', async () => {
    await window.show('Top');
    await rows('Functions').getByRole('row', { name: /Run/ }).click();
    await window.show('Source');
    await window.main.getByText(/lost\.go was not found/).waitFor();
    await window.main.getByText(/^Looked in/).click();
    await window.main.getByText('/nowhere/at/all/lost.go').last().waitFor();
    await window.main.getByRole('button', { name: 'Choose a folder…' }).waitFor();
    await app.screenshot('source missing');
  });

  it('finds it in a folder that is chosen, then', async () => {
    const chosen = mkdtempSync(join(tmpdir(), 'parkscope-sources-'));
    const lines = Array.from({ length: 400 }, (_, i) => `// line ${i + 1} of the chosen folder`);
    writeFileSync(join(chosen, 'lost.go'), lines.join('\n'));
    await app.electron.evaluate(({ dialog }, folder) => {
      Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [folder] }) });
    }, chosen);
    await window.main.getByRole('button', { name: 'Choose a folder…' }).click();
    await window.main
      .getByText(/line \d+ of the chosen folder/)
      .first()
      .waitFor();
    rmSync(chosen, { recursive: true });
  });

  it('is read on a real profile, in both themes and sizes', async () => {
    await app.drop([inRepo('assets', 'demo', 'cpu.render.pb.gz')]);
    await window.ready('cpu.render');
    for (const theme of ['light', 'dark'] as const) {
      await window.setTheme(theme);
      for (const [width, height] of [
        [1280, 800],
        [1920, 1080],
      ] as const) {
        await app.resize(width, height);
        await window.show('Top');
        await radio('table').click();
        await radio('sandwich').click();
        await rows('Functions')
          .getByRole('row', { name: /mallocgc/ })
          .first()
          .click();
        await window.main.getByRole('img', { name: /^Callers, [1-9]\d* direct$/ }).waitFor();
        await app.screenshot(`top ${theme} ${width}`);
        await radio('tree, bottom up').click();
        await rows('Call tree, bottom up').getByRole('row').nth(1).click();
        await app.page.keyboard.press('o');
        await app.screenshot(`call tree ${theme} ${width}`);
        await window.show('Source');
        await window.main.getByRole('button', { name: /Next hot line/ }).waitFor();
        await app.screenshot(`source ${theme} ${width}`);
      }
      expect(await violations(app)).toEqual([]);
    }
  }, 150_000);
});
