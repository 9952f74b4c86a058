import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { violationsInThemes } from './pages/axe';
import { WindowPage } from './pages/window';

const RULE = `name: any-selects
table: goroutines
when: operation == "select" && count >= 2
message: "{count} goroutines select at {site.file}:{site.line}"
`;

/** A rule on disk and the window that shows it: written, wrong, right again. */
describe('rules of users', () => {
  const project = mkdtempSync(join(tmpdir(), 'parkscope-project-'));
  const file = join(project, '.parkscope', 'rules', 'selects.rule.yaml');
  let app: App;
  let window: WindowPage;
  beforeAll(async () => {
    app = await App.launch({ args: [inRepo('assets', 'demo', 'goroutine.shop.3.pb.gz')], cwd: project });
    window = new WindowPage(app.page);
    await window.ready(/goroutine\.shop\.3/);
  });
  afterAll(async () => {
    await app.close();
    rmSync(project, { recursive: true, force: true });
    expect(app.errors).toEqual([]);
  });

  /** As editors do. */
  const save = (text: string): void => {
    mkdirSync(join(project, '.parkscope', 'rules'), { recursive: true });
    writeFileSync(`${file}~`, text);
    renameSync(`${file}~`, file);
  };
  const found = () => window.main.getByRole('option').filter({ hasText: /goroutines select at/ });

  it('without any, the panel helps to make the first', async () => {
    await window.show('Rules');
    await window.heading('Make a first rule').waitFor();
    await window.main.getByText('One rule, no mistakes.').waitFor();
    const text = window.main.getByRole('textbox', { name: 'Text of the rule' });
    await text.fill(RULE.replace('count', 'cuont'));
    await window.main.getByText(/^line 3, column 32$/).waitFor();
    await window.main.getByText(/There is no field “cuont”/).waitFor();
    await app.screenshot('rules first');
    expect(await violationsInThemes(app, window)).toEqual([]);
    await text.fill(RULE);
    await window.main.getByText('One rule, no mistakes.').waitFor();
  });

  it('which it saves, in force at once, and never over a file that is there', async () => {
    const saved = join(app.profile, 'config', 'parkscope', 'rules', 'any-selects.rule.yaml');
    await window.main.getByText(/config\/parkscope\/rules\/any-selects\.rule\.yaml$/).waitFor();
    await window.main.getByRole('button', { name: 'Save' }).click();
    await window.heading(/^any-selects/).waitFor();
    expect(readFileSync(saved, 'utf8')).toBe(RULE);
    await window.main.getByRole('button', { name: 'Save' }).click();
    await window.main.getByText(/is there already/).waitFor();
    await app.screenshot('rules saved');
    expect(await violationsInThemes(app, window)).toEqual([]);
    rmSync(saved);
    await window.heading('Make a first rule').waitFor();
  });

  it('a file that is saved makes findings in the open document', async () => {
    await window.show('Findings');
    expect(await found().count()).toBe(0);
    save(RULE);
    await expect.poll(() => found().count(), { timeout: 10_000 }).toBeGreaterThan(0);
    await found().first().click();
    await window.main.getByText('user/any-selects').waitFor();
  });

  it('a mistake is shown with line and column, and the version before stays in force', async () => {
    const before = await found().count();
    save(RULE.replace('count >= 2', 'count >= '));
    await window.main.getByRole('button', { name: 'Show the rules' }).waitFor({ timeout: 10_000 });
    expect(await found().count()).toBe(before);
    await app.screenshot('findings with a broken rule');
    expect(await violationsInThemes(app, window)).toEqual([]);
    await window.main.getByRole('button', { name: 'Show the rules' }).click();
    await window.shown('Rules');
    const region = window.main.getByRole('region', { name: /selects\.rule\.yaml$/ });
    await region.getByText('has a mistake: the version before it is still in force').waitFor();
    await region.getByText(/^line 3, column \d+$/).waitFor();
    await region.getByText('operation == "select" && count >= 2').waitFor();
    await region.getByRole('button', { name: /^\d+ findings?$/ }).waitFor();
    await app.screenshot('rules mistake');
    expect(await violationsInThemes(app, window)).toEqual([]);
  });

  it('the panel follows the file while it is shown', async () => {
    save(RULE.replace('any-selects', 'all-selects'));
    await window.heading(/^all-selects/).waitFor({ timeout: 10_000 });
    expect(await window.main.getByText('has a mistake').count()).toBe(0);
    rmSync(file);
    await window.heading('Make a first rule').waitFor({ timeout: 10_000 });
    await window.show('Findings');
    await expect.poll(() => found().count()).toBe(0);
  });

  it('built-in rules say what they report, what they take for healthy, and how much they find', async () => {
    await window.show('Rules');
    await window.main.getByRole('radio', { name: /^Built in/ }).click();
    const row = window.main.getByRole('row', { name: /^nil-channel/ });
    await row.getByText('Traps:').waitFor();
    expect(await window.main.getByRole('row').count()).toBeGreaterThan(40);
    await app.screenshot('rules built in');
    await row.getByRole('button', { name: '1 finding' }).click();
    await window.shown('Findings');
    await window.main.getByText('receive from a nil channel').first().waitFor();
  });
});
