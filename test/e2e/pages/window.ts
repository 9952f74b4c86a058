import type { Theme } from '@ipc/channels';
import type { Locator, Page } from 'playwright-core';

export type ViewName =
  | 'Live'
  | 'Findings'
  | 'Rules'
  | 'Groups'
  | 'Waiters'
  | 'Timeline'
  | 'Flame'
  | 'Top'
  | 'Source'
  | 'Metrics'
  | 'Heap'
  | 'Compare';

/** The window as a user names its parts: roles and words, no classes. */
export class WindowPage {
  readonly page: Page;
  readonly main: Locator;
  readonly documents: Locator;
  readonly rail: Locator;
  readonly filter: Locator;
  readonly status: Locator;

  constructor(page: Page) {
    this.page = page;
    this.main = page.getByRole('main');
    this.documents = page.getByRole('navigation', { name: 'Documents' });
    this.rail = page.getByRole('navigation', { name: 'Views' });
    this.filter = page.getByRole('textbox', { name: 'Filter by function, file or label' });
    this.status = page.getByRole('contentinfo', { name: 'Status' });
  }

  /** Opens the Attach dialog and chooses a process there. */
  async chooseProcess(pid: number): Promise<void> {
    await this.page.keyboard.press('Control+Shift+A');
    const dialog = this.page.getByRole('dialog', { name: 'Attach' });
    await dialog.getByRole('searchbox', { name: 'Search processes' }).fill(String(pid));
    await dialog.getByRole('button', { name: `Attach to ${pid}` }).waitFor();
  }

  async attachTo(pid: number): Promise<void> {
    await this.chooseProcess(pid);
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('dialog', { name: 'Attach' }).waitFor({ state: 'hidden' });
  }

  /** Brings the tab of the Settings to the front, at a section of it. */
  async openSettings(section?: string): Promise<void> {
    await this.page.keyboard.press('Control+,');
    await this.main.getByRole('searchbox').waitFor();
    if (section !== undefined) await this.main.getByRole('button', { name: section, exact: true }).click();
  }

  /** Closes the tab of the Settings, in front or not. */
  async closeSettings(): Promise<void> {
    await this.tab('Settings').hover();
    await this.documents.getByRole('button', { name: 'Close Settings' }).click();
    await this.tab('Settings').waitFor({ state: 'detached' });
  }

  tab(title: string | RegExp): Locator {
    const name = typeof title === 'string' ? new RegExp(`^${escape(title)}`) : title;
    return this.documents.getByRole('button', { name });
  }

  /** Waits until a document is open, read and shown: its views are there and none is loading. */
  async ready(title: string | RegExp): Promise<void> {
    await this.tab(title).first().waitFor();
    await this.rail.getByRole('button', { name: /^Findings/ }).waitFor();
    await this.main.getByRole('heading').first().waitFor();
  }

  view(name: ViewName): Locator {
    return this.rail.getByRole('button', { name: new RegExp(`^${name}\\b`) });
  }

  async show(name: ViewName): Promise<void> {
    await this.view(name).click();
    await this.shown(name);
  }

  /** Waits until a view is the one that is shown. */
  async shown(name: ViewName): Promise<void> {
    await this.view(name).and(this.page.locator('[aria-current="page"]')).waitFor();
  }

  /** Width of the rail, CSS px: 156 with words, 44 without. */
  async railWidth(): Promise<number> {
    return (await this.rail.boundingBox())?.width ?? 0;
  }

  /** A line of the start screen: a recent file or a document of the demo. */
  startEntry(title: string | RegExp): Locator {
    return this.page.getByRole('list', { name: 'Recent files and demo' }).getByRole('button', { name: title });
  }

  async openDemo(title: string | RegExp = /a shop that leaks/): Promise<void> {
    await this.startEntry(title).click();
    await this.ready(title);
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.page.keyboard.press('Control+Shift+p');
    await this.page.getByRole('combobox', { name: 'Go to or run' }).waitFor();
    await this.page.keyboard.type(`Theme: ${theme === 'hc' ? 'high contrast' : theme}`);
    await this.page.keyboard.press('Enter');
    await this.page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
  }

  heading(name: string | RegExp): Locator {
    return this.main.getByRole('heading', { name });
  }

  grid(name: string | RegExp): Locator {
    return this.main.getByRole('grid', { name });
  }

  /** Role and accessible name of what has the focus, for walks by keyboard: `button Findings, 10`. */
  focused(): Promise<string> {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return 'nothing';
      const role = element.getAttribute('role') ?? element.tagName.toLowerCase();
      const name = element.getAttribute('aria-label') ?? element.textContent.trim();
      return `${role} ${name}`.slice(0, 120);
    });
  }
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
