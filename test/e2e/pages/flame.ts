import type { Locator, Page } from 'playwright-core';

/** The flame view by what its parts are called. */
export class FlamePage {
  readonly page: Page;
  readonly main: Locator;
  readonly search: Locator;

  constructor(page: Page) {
    this.page = page;
    this.main = page.getByRole('main');
    this.search = this.main.getByRole('searchbox', { name: 'Find functions' });
  }

  tree(name: 'Flame graph' | 'Difference' | 'Callers' | 'Callees'): Locator {
    return this.main.getByRole('tree', { name });
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** What a screen reader says of the keyboard's box. */
  box(name: Parameters<FlamePage['tree']>[0]): Promise<string> {
    return this.tree(name).evaluate((tree) => {
      const id = tree.getAttribute('aria-activedescendant') ?? '';
      return document.getElementById(id)?.getAttribute('aria-label') ?? '';
    });
  }

  /** The way to what is zoomed to. */
  crumbs(): Promise<string> {
    return this.main.getByRole('navigation', { name: 'Zoom' }).innerText();
  }

  /** Name of what is zoomed to; `` = all. */
  async zoomed(): Promise<string> {
    const last = this.main.getByRole('navigation', { name: 'Zoom' }).locator('[aria-current="true"]');
    return (await last.count()) === 0 ? '' : last.innerText();
  }

  /** `54 boxes, 18.2 %`. */
  found(): Promise<string> {
    return this.search.evaluate((input) => input.parentElement?.textContent ?? '');
  }

  menuItem(name: string): Locator {
    return this.page.getByRole('menuitem', { name });
  }

  segment(group: string, option: string): Promise<void> {
    return this.main.getByRole('radiogroup', { name: group }).getByRole('radio', { name: option, exact: true }).click();
  }

  mode(mode: 'flame' | 'icicle' | 'sandwich' | 'diff'): Promise<void> {
    return this.segment('Picture', mode);
  }

  async choose(label: string, option: string): Promise<void> {
    await this.#open(label);
    await this.page.getByRole('menuitemradio', { name: new RegExp(`^${option}`) }).click();
  }

  /** What a list offers. */
  async options(label: string): Promise<readonly string[]> {
    await this.#open(label);
    const texts = await this.page.getByRole('menuitemradio').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return texts.map((text) => text.trim().split('\n')[0] ?? '');
  }

  #open(label: string): Promise<void> {
    return this.main.getByRole('button', { name: new RegExp(`^${label}: `) }).click();
  }
}
