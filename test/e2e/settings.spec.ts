import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { WindowPage } from './pages/window';

const profile = mkdtempSync(join(tmpdir(), 'parkscope-settings-'));
afterAll(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

describe('the tab of the settings', () => {
  let app: App;
  let window: WindowPage;
  const inFront = (): Promise<string | null> => window.documents.locator('[aria-current="page"]').first().textContent();
  const sections = () => window.main.getByRole('region');
  beforeAll(async () => {
    app = await App.launch({ profile });
    window = new WindowPage(app.page);
    await window.openDemo();
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors, 'the page prints no error and breaks no content policy').toEqual([]);
  });

  it('opens with the focus in its search, once, and gives the document back', async () => {
    await window.show('Flame');
    await window.openSettings();
    await expect.poll(() => window.focused()).toContain('Search settings and keys');
    await app.page.keyboard.press('Control+,');
    expect(await window.tab('Settings').count()).toBe(1);
    await app.page.keyboard.press('Control+Tab');
    await window.shown('Flame');
    await app.page.keyboard.press('Control+2');
    await expect.poll(inFront).toBe('Settings');
    await app.page.keyboard.press('Control+w');
    await window.shown('Flame');
    expect(await window.tab('Settings').count()).toBe(0);
  });

  it('is gone through by keys: sections by arrows, a search over all of them', async () => {
    await window.openSettings('General');
    await app.page.keyboard.press('ArrowDown');
    await app.page.keyboard.press('Enter');
    await window.main.getByRole('region', { name: 'Appearance' }).waitFor();
    await app.page.keyboard.press('/');
    await app.page.keyboard.type('url');
    await expect
      .poll(() => sections().evaluateAll((all) => all.map((one) => one.getAttribute('aria-label'))))
      .toEqual(['Sampler']);
    await app.screenshot('settings search');
    await app.page.keyboard.press('Control+a');
    await app.page.keyboard.type('nosuchsetting');
    await window.main.getByText('No setting and no key has “nosuchsetting”.').waitFor();
    await app.page.keyboard.press('Escape');
    await window.main.getByRole('region', { name: 'Appearance' }).waitFor();
    await window.closeSettings();
  });

  it('is what dialogs begin with, said with its default and taken back', async () => {
    await window.openSettings('Sampler');
    await window.main.getByRole('combobox', { name: 'Goroutines are read' }).selectOption({ label: 'every 5 s' });
    await window.main.getByRole('combobox', { name: 'Moments of a URL', exact: true }).selectOption('4');
    await app.screenshot('settings sampler changed');
    await app.page.keyboard.press('Control+Shift+A');
    const dialog = app.page.getByRole('dialog', { name: 'Attach' });
    // The same for a process; which ones can be watched is up to the machine.
    await dialog.getByRole('radio', { name: 'Start a program' }).click();
    const pace = dialog.getByRole('combobox', { name: 'Goroutines' });
    expect(await pace.inputValue()).toBe('5000');
    await dialog.getByRole('radio', { name: /URL/ }).click();
    expect(await dialog.getByRole('combobox', { name: 'How many' }).inputValue()).toBe('30');
    await app.page.keyboard.press('Escape');
    const back = window.main.getByRole('button', { name: 'Back to the default: Moments of a URL' });
    await back.click();
    await back.waitFor({ state: 'detached' });
    const moments = window.main.getByRole('combobox', { name: 'Moments of a URL', exact: true });
    await expect.poll(() => moments.evaluate((node) => node === document.activeElement)).toBe(true);
    await window.closeSettings();
  });

  it('goes to the rules of the document behind it, and forgets recent files', async () => {
    await window.openSettings('Rules');
    await window.main.getByRole('button', { name: 'Open the rules' }).click();
    await window.shown('Rules');
    await window.openSettings('Privacy');
    await window.main.getByText('none', { exact: true }).waitFor();
    await window.closeSettings();
  });

  it('shows what was set and the section that was shown last after a start', async () => {
    await window.openSettings('Sampler');
    await app.page.waitForTimeout(700);
    await app.close();
    expect(app.errors).toEqual([]);
    app = await App.launch({ profile });
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await window.openSettings();
    const pace = window.main.getByRole('combobox', { name: 'Goroutines are read' });
    expect(await pace.locator('option:checked').textContent()).toBe('every 5\u00a0s');
    await app.page.keyboard.press('Control+w');
    await window.startEntry(/shop/).waitFor();
  });
});
