import { readFileSync } from 'node:fs';
import type { AxeResults, RunOptions } from 'axe-core';
import { inRepo, type App } from '../../support/electron-app';
import type { WindowPage } from './window';

const AXE = readFileSync(inRepo('node_modules', 'axe-core', 'axe.min.js'), 'utf8');

/** What axe finds wrong, one line each: rule, how bad, and where. */
export async function violations(app: Pick<App, 'page'>): Promise<string[]> {
  // What is still appearing has less contrast than it will have.
  await app.page.waitForFunction(() =>
    document
      .getAnimations()
      .every((one) => one.playState === 'finished' || one.effect?.getTiming().iterations === Infinity),
  );
  // Evaluated by the driver: as a script of the page it would be refused, and rightly.
  await app.page.evaluate(AXE);
  const results = await app.page.evaluate(async () => {
    const { axe } = globalThis as typeof globalThis & { axe: { run: (options: RunOptions) => Promise<AxeResults> } };
    return axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
  });
  return results.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => `${id} (${impact ?? 'unknown'}): ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
}

/** The same in each look; ends in the light one. */
export async function violationsInThemes(app: Pick<App, 'page'>, window: WindowPage): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ['dark', 'hc', 'light'] as const) {
    await window.setTheme(theme);
    found.push(...(await violations(app)).map((one) => `${theme}: ${one}`));
  }
  return found;
}
