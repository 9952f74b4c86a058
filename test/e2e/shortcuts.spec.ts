import type { Bridge } from '@ipc/channels';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { violations } from './pages/axe';
import { WindowPage } from './pages/window';

declare const parkscope: Bridge;

const profile = mkdtempSync(join(tmpdir(), 'parkscope-shortcuts-'));
afterAll(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

/** Label and accelerator of an entry of the application menu, by the command's English label. */
function menuKey(app: App, label: string): Promise<string | null> {
  return app.electron.evaluate(({ Menu }, wanted) => {
    const found = (Menu.getApplicationMenu()?.items ?? [])
      .flatMap((item) => item.submenu?.items ?? [])
      .find((item) => item.label === wanted);
    return found === undefined ? null : String(found.accelerator ?? '');
  }, label);
}

describe('keys that the user chooses', () => {
  let app: App;
  let window: WindowPage;
  const settings = () => window.main;
  const keysOf = (title: string) => settings().getByRole('button', { name: new RegExp(`^Keys of ${title}:`) });
  const openKeys = (): Promise<void> => window.openSettings('Keys');
  const closeAll = async (): Promise<void> => {
    await app.page.keyboard.press('Escape');
    await expect.poll(() => app.page.getByRole('dialog').count()).toBe(0);
    if ((await window.tab('Settings').count()) > 0) await window.closeSettings();
  };
  beforeAll(async () => {
    app = await App.launch({ profile });
    window = new WindowPage(app.page);
    await window.openDemo();
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors, 'the page prints no error and breaks no content policy').toEqual([]);
  });

  it('are those of every command, of views that are not shown, too', async () => {
    await openKeys();
    for (const title of ['Open…', 'Go to Flame', 'Zoom to the selected box', 'Mute the finding…', 'Swap A and B'])
      await keysOf(title).waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot('settings keys');
    await settings().getByRole('searchbox').fill('ctrl k');
    await expect
      .poll(() =>
        settings()
          .getByRole('button', { name: /^Keys of / })
          .count(),
      )
      .toBe(1);
    // It clears the search.
    await app.page.keyboard.press('Escape');
    expect(await settings().getByRole('searchbox').inputValue()).toBe('');
    await closeAll();
  });

  it('are pressed and kept, and stand in palette, sheet and menu', async () => {
    expect(await menuKey(app, 'Go to or Run…')).toBe('CmdOrCtrl+K');
    await openKeys();
    await keysOf('Go to or run').click();
    await app.page.keyboard.press('Control+j');
    await app.page.keyboard.press('Enter');
    await expect.poll(() => window.focused()).toContain('Keys of Go to or run: Ctrl J');
    await keysOf('Go to Flame').click();
    await app.page.keyboard.press('v');
    await app.page.keyboard.press('x');
    await app.page.keyboard.press('Enter');
    await keysOf('Go to Flame')
      .and(app.page.getByRole('button', { name: /v x$/ }))
      .waitFor();
    await closeAll();

    await app.page.keyboard.press('Control+k');
    await app.page.waitForTimeout(200);
    expect(await app.page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => menuKey(app, 'Go to or Run…')).toBe('CmdOrCtrl+J');
    await app.page.getByRole('button', { name: /Go to or run.*Ctrl.*J/ }).waitFor();
    await app.page.keyboard.press('Control+j');
    await app.page.getByRole('combobox').fill('Go to Flame');
    await app.page.getByRole('option', { name: /Go to Flame.*v.*x/ }).waitFor();
    await closeAll();
    await app.page.keyboard.press('v');
    await app.page.keyboard.press('x');
    await window.shown('Flame');
    await app.page.keyboard.press('?');
    expect(await app.page.getByRole('dialog', { name: 'Keys' }).innerText()).toMatch(/Go to Flame\s+v\s*x/);
    await closeAll();
  });

  it('are those of rows, trees and columns too, where the focus is in them', async () => {
    const rowAt = (): Promise<string | null> => app.page.locator('main [role=row]:focus').getAttribute('data-row');
    await window.show('Groups');
    await window.main.getByRole('grid', { name: 'Groups of goroutines' }).getByRole('row').nth(1).click();
    expect(await rowAt()).toBe('0');
    await app.page.keyboard.press('j');
    await expect.poll(rowAt).toBe('1');
    await app.page.keyboard.press('Shift+G');
    await expect.poll(rowAt).not.toBe('1');
    await app.page.keyboard.press('g');
    await app.page.keyboard.press('g');
    await expect.poll(rowAt).toBe('0');
    await app.page.keyboard.press('?');
    const sheet = await app.page.getByRole('dialog', { name: 'Keys' }).innerText();
    for (const title of ['Next row', 'Copy the row as Markdown', 'Show the stack in the first column'])
      expect(sheet.split(title).length, title).toBe(2);
    await closeAll();
    await openKeys();
    await keysOf('Next row').click();
    await app.page.keyboard.press('u');
    await app.page.keyboard.press('Enter');
    await keysOf('Show the stack in the first column').click();
    await app.page.keyboard.press('x');
    await settings().getByText('x is also “Put the stack beside the others, or take it away”.').waitFor();
    await app.page.keyboard.press('Escape');
    await closeAll();
    await window.main.getByRole('grid', { name: 'Groups of goroutines' }).getByRole('row').nth(1).click();
    await app.page.keyboard.press('j');
    expect(await rowAt()).toBe('0');
    await app.page.keyboard.press('u');
    await expect.poll(rowAt).toBe('1');
    await app.page.keyboard.press('ArrowDown');
    await expect.poll(rowAt).toBe('2');
  });

  it('that another command has are named, and taken or shared', async () => {
    await openKeys();
    await keysOf('Go to Top').click();
    await app.page.keyboard.press('Control+o');
    await settings().getByText('Ctrl O is also “Open…”.').waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot('settings keys taken');
    await settings().getByRole('button', { name: 'Take it from “Open…”' }).click();
    await keysOf('Open…')
      .and(app.page.getByRole('button', { name: /none$/ }))
      .waitFor();
    await closeAll();
    await app.page.keyboard.press('Control+o');
    await window.shown('Top');
    await expect.poll(() => menuKey(app, 'Open…')).toBe('');
  });

  it('that belong to the window are refused, and Escape leaves everything as it was', async () => {
    await openKeys();
    await keysOf('Settings').click();
    await app.page.keyboard.press('Control+q');
    await settings().getByText('Ctrl Q stays with the window and the system.').waitFor();
    await app.page.keyboard.press('Enter');
    await app.page.keyboard.press('Escape');
    await keysOf('Settings')
      .and(app.page.getByRole('button', { name: /Ctrl ,$/ }))
      .waitFor();
    await window.tab('Settings').and(app.page.locator('[aria-current="page"]')).waitFor();
    await closeAll();
  });

  it('stay over a start, and go back one by one and all at once', async () => {
    await app.page.waitForTimeout(600);
    await app.close();
    expect(app.errors).toEqual([]);
    app = await App.launch({ profile });
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    expect(await menuKey(app, 'Go to or Run…')).toBe('CmdOrCtrl+J');
    await app.page.keyboard.press('Control+j');
    await app.page.getByRole('combobox').waitFor();
    await closeAll();

    await openKeys();
    await settings()
      .getByText(/5 changed/)
      .waitFor();
    await settings().getByRole('button', { name: 'Give Go to or run its own keys back' }).click();
    await keysOf('Go to or run')
      .and(app.page.getByRole('button', { name: /Ctrl K$/ }))
      .waitFor();
    await settings()
      .getByText(/4 changed/)
      .waitFor();
    await settings().getByRole('button', { name: 'Reset all' }).click();
    await keysOf('Open…')
      .and(app.page.getByRole('button', { name: /Ctrl O$/ }))
      .waitFor();
    await expect.poll(() => menuKey(app, 'Open…')).toBe('CmdOrCtrl+O');
    expect(await app.page.evaluate(() => parkscope.settingsSet({}))).toMatchObject({ ok: true, value: { keys: {} } });
    await closeAll();
  });
});
