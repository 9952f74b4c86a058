import { afterAll, beforeAll, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { FlamePage } from './pages/flame';
import { WindowPage } from './pages/window';

let app: App;
let window: WindowPage;
let flame: FlamePage;
beforeAll(async () => {
  app = await App.launch({ args: [inRepo('test', 'fixtures', 'captures', 'service', 'go1.26', 'trace.out')] });
  window = new WindowPage(app.page);
  flame = new FlamePage(app.page);
  await window.ready('trace.out');
});
afterAll(() => app.close());

/** `root, 3.12 s, 100 %` of the whole picture. */
async function all(): Promise<string> {
  await flame.tree('Flame graph').focus();
  await flame.press('Home');
  return flame.box('Flame graph');
}

it('a part of a trace, chosen in the timeline, is what Flame and Top show, and comes back', async () => {
  await window.show('Flame');
  await flame.tree('Flame graph').waitFor();
  const whole = await all();
  await window.show('Timeline');
  const edge = app.page.getByRole('slider').first();
  await edge.focus();
  for (let i = 0; i < 4; i++) await app.page.keyboard.press('Shift+ArrowRight');
  const told = app.page.getByRole('button', { name: 'In Flame' });
  await told.click();
  await window.shown('Flame');
  const chip = app.page.getByRole('group', { name: 'Part of the trace' });
  await chip.waitFor();
  await expect.poll(all).not.toBe(whole);
  const part = await all();
  await app.screenshot('flame part of a trace');
  const range = await chip.innerText();

  await window.show('Top');
  await chip.waitFor();
  expect(await chip.innerText()).toBe(range);
  await app.screenshot('top part of a trace');
  await chip.getByRole('button').first().click();
  await window.shown('Timeline');
  expect(range.startsWith(await app.page.locator('.tools .d2.r').innerText())).toBe(true);
  await window.show('Flame');
  expect(await all()).toBe(part);
  await chip.getByRole('button', { name: 'Show the whole trace' }).click();
  await chip.waitFor({ state: 'detached' });
  await expect.poll(all).toBe(whole);
  expect(app.errors).toEqual([]);
});
