import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { writeProfile } from '../support/pprof-writer';
import { WindowPage } from './pages/window';

describe('frames that a profile wants hidden', () => {
  let app: App;
  let window: WindowPage;
  const folder = mkdtempSync(join(tmpdir(), 'parkscope-frames-'));
  const file = join(folder, 'hiding.pb');
  beforeAll(async () => {
    const names = ['main.main', 'main.load', 'runtime.mallocgc'];
    writeFileSync(
      file,
      writeProfile({
        sampleTypes: [['space', 'bytes']],
        samples: [
          { locations: [3, 2, 1], values: [4096] },
          { locations: [2, 1], values: [1024] },
        ],
        locations: names.map((_, i) => ({ id: i + 1, lines: [{ function: i + 1, line: 7 }] })),
        functions: names.map((name, i) => ({ id: i + 1, name, file: 'main.go' })),
        dropFrames: 'runtime\\..*',
      }),
    );
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
    expect(app.errors).toEqual([]);
  });
  const toggle = () => app.page.getByRole('button', { name: 'Runtime frames' });
  const row = (name: RegExp) => window.main.getByRole('row', { name });

  it('are not in the table; the switch beside the filter shows them', async () => {
    await app.drop([file]);
    await window.ready('hiding.pb');
    expect(await toggle().count()).toBe(0);
    await window.show('Top');
    await row(/main\.load/).waitFor();
    expect(await row(/mallocgc/).count()).toBe(0);
    await toggle().click();
    await row(/mallocgc/).waitFor();
    expect(await toggle().getAttribute('aria-pressed')).toBe('true');
    await app.screenshot('runtime frames');
  });

  it('are shown in the flame graph as in the table, and undo brings back what was switched off', async () => {
    await window.show('Flame');
    // The tree that stands for the drawing has a box, its parent and its children.
    const tree = window.main.getByRole('tree');
    const boxes = async () => {
      await tree.focus();
      for (let i = 0; i < 4; i++) await app.page.keyboard.press('ArrowDown');
      return tree.evaluate((element) => element.innerHTML);
    };
    await tree.waitFor();
    await expect.poll(boxes).toContain('mallocgc');
    await toggle().click();
    await expect.poll(boxes).not.toContain('mallocgc');
    await app.page.keyboard.press('Control+z');
    await expect.poll(boxes).toContain('mallocgc');
    expect(await toggle().getAttribute('aria-pressed')).toBe('true');
  });

  it('leave no switch where nothing is hidden', async () => {
    await app.drop([inRepo('test', 'fixtures', 'captures', 'busy', 'go1.26', 'heap.pb.gz')]);
    await window.ready('heap.pb.gz');
    await window.show('Top');
    await row(/layout/)
      .first()
      .waitFor();
    expect(await toggle().count()).toBe(0);
  });
});
