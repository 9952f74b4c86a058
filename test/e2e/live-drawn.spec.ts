import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { openFakeWatch } from './pages/fake-watch';
import { WindowPage } from './pages/window';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

/** The tracks of a watch that is always the same. */
describe.each(['light', 'dark', 'hc'] as const)('the Live view, %s', (theme) => {
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await openFakeWatch(app.page);
    await app.page.getByRole('slider', { name: 'Moment' }).waitFor();
    await window.setTheme(theme);
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors).toEqual([]);
  });

  it.each(SIZES)('is as the picture at $width x $height', async ({ width, height }) => {
    await app.resize(width, height);
    await app.page.waitForTimeout(400);
    await app.screenshot(`live ${theme} ${width}x${height}`);
  });
});
