import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { App, inRepo } from '../support/electron-app';
import { WindowPage } from './pages/window';

const capture = (...path: string[]): string => inRepo('test', 'fixtures', 'captures', ...path);

/** A performance engineer with an execution trace of a service. One story, told in order. */
describe('from a trace to the function that waits', () => {
  let app: App;
  let window: WindowPage;
  const part = (edge: 'Begin' | 'End') => window.main.getByRole('slider', { name: `${edge} of the chosen part` });
  const table = () => window.grid('Goroutines by function');
  const inspector = () => app.page.getByRole('region', { name: 'Inspector' });

  beforeAll(async () => {
    app = await App.launch({ args: [capture('service', 'go1.26', 'trace.out')] });
    window = new WindowPage(app.page);
    await window.tab('trace.out').waitFor();
    await app.resize(1280, 800);
  });
  afterAll(async () => {
    await app.close();
    expect(app.errors).toEqual([]);
  });

  it('v i opens the timeline, which says how long it is and what it holds', async () => {
    await window
      .heading(/^Info|goroutines?/)
      .first()
      .waitFor();
    await app.page.keyboard.press('v');
    await app.page.keyboard.press('i');
    await window.shown('Timeline');
    expect(await window.view('Timeline').innerText()).toMatch(/Timeline\s+1\.50\ss/);
    await table().getByRole('row').nth(3).waitFor();
    await window.status.getByText(/18,879 events/).waitFor();
    expect(await window.main.getByRole('list', { name: 'Goroutine time' }).innerText()).toMatch(/running\s+\d/);
  });

  it('the overview is drawn', async () => {
    const colours = await window.main
      .locator('canvas')
      .first()
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        const seen = new Set<number>();
        for (let i = 0; i < data.length; i += 4)
          seen.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
        return seen.size;
      });
    expect(colours).toBeGreaterThan(20);
  });

  it('a selected function shows where its time went', async () => {
    await table().getByText('startLoad').first().click();
    await inspector().getByText('Their time here').waitFor();
    await inspector()
      .getByRole('list', { name: /^Stack: select/ })
      .first()
      .waitFor();
  });

  it('Enter lists its goroutines, Escape goes back', async () => {
    await app.page.keyboard.press('Enter');
    const members = window.grid(/^Goroutines of main\.startLoad/);
    await members.getByRole('row').nth(1).waitFor();
    expect(await members.getByRole('row').nth(1).innerText()).toMatch(/g \d+/);
    await app.page.keyboard.press('Escape');
    await table().getByRole('row').nth(1).waitFor();
  });

  it('the arrows of a slider choose a part, and every number follows', async () => {
    const before = await window.main.getByRole('list', { name: 'Goroutine time' }).innerText();
    await part('End').focus();
    for (let i = 0; i < 5; i++) await app.page.keyboard.press('Shift+ArrowLeft');
    expect(await part('End').getAttribute('aria-valuetext')).toMatch(/^\+0?\.?7\d/);
    await expect.poll(() => window.main.getByRole('list', { name: 'Goroutine time' }).innerText()).not.toBe(before);
    await app.page.keyboard.press('z');
    await window.main
      .getByText(/^\+0 – \+7\d\d\sms$/)
      .first()
      .waitFor();
    await app.page.keyboard.press('r');
    await expect.poll(() => part('End').getAttribute('aria-valuetext')).toMatch(/^\+1\.5/);
  });

  it('a drag chooses a part, a click takes it back, undo brings it again', async () => {
    const plot = await window.main.locator('canvas').first().boundingBox();
    if (plot === null) throw new Error('no overview');
    const y = plot.y + 120;
    await app.page.mouse.move(plot.x + plot.width * 0.2, y);
    await app.page.mouse.down();
    await app.page.mouse.move(plot.x + plot.width * 0.4, y, { steps: 5 });
    await app.page.mouse.up();
    await expect.poll(() => part('Begin').getAttribute('aria-valuetext')).toMatch(/^\+0\.(29|30|31)/);
    await app.page.mouse.click(plot.x + plot.width * 0.7, y);
    await expect.poll(() => part('Begin').getAttribute('aria-valuetext')).toMatch(/^\+0(\.0+)?\s/);
    await app.page.keyboard.press('Control+z');
    await expect.poll(() => part('Begin').getAttribute('aria-valuetext')).toMatch(/^\+0\.(29|30|31)/);
    await window.main.getByRole('button', { name: 'Whole trace' }).click();
  });

  it('who woke whom, with both stacks', async () => {
    await window.main.getByRole('radio', { name: 'Wake-ups' }).click();
    const pairs = window.grid('Who woke whom');
    await pairs.getByText('sendMail').first().click();
    await inspector()
      .getByRole('heading', { name: /^g \d+ waited$/ })
      .waitFor();
    await inspector()
      .getByRole('heading', { name: /^g \d+ woke it$/ })
      .waitFor();
  });

  it('pauses one by one; Enter zooms to one', async () => {
    await window.main.getByRole('radio', { name: 'GC and pauses' }).click();
    const ranges = window.grid('GC and pauses');
    await ranges.getByText('STW GC sweep termination').first().click();
    await app.page.keyboard.press('Enter');
    await window.main.getByRole('button', { name: 'Whole trace' }).waitFor();
    await app.page.keyboard.press('r');
  });

  it('tasks by name, then one by one', async () => {
    await window.main.getByRole('radio', { name: 'Tasks and regions' }).click();
    await window.grid('Tasks by name').getByText('GET /report').click();
    await app.page.keyboard.press('Enter');
    const tasks = window.grid('Tasks called GET /report');
    await tasks.getByRole('row').nth(1).waitFor();
    await app.page.keyboard.press('Escape');
    await window.main.getByRole('radio', { name: 'regions', exact: true }).click();
    await window.grid('Regions by name').getByText('transaction').waitFor();
  });

  it('Alt+T shows the overview as numbers', async () => {
    await part('Begin').focus();
    await app.page.keyboard.press('Alt+t');
    const numbers = window.main.getByRole('region', { name: 'The overview as a table' });
    await numbers.getByRole('columnheader', { name: 'Ps running' }).waitFor();
    await numbers.focus();
    await app.page.keyboard.press('Alt+t');
    await part('Begin').waitFor();
  });

  it('the filter of all views holds here, and Flame opens with what was lost', async () => {
    await window.main.getByRole('radio', { name: 'Goroutines' }).click();
    await table().getByText('startLoad').first().click();
    await inspector().getByRole('button', { name: 'Open in Flame' }).click();
    await window.shown('Flame');
    await expect.poll(() => window.main.getByRole('treeitem').count()).toBeGreaterThan(1);
    await window.show('Timeline');
    await expect.poll(() => table().getAttribute('aria-rowcount')).toBe('2');
    await app.page.keyboard.press('Shift+Escape');
    await expect.poll(async () => Number(await table().getAttribute('aria-rowcount'))).toBeGreaterThan(10);
  });
});

describe('a document without a trace, and half of one', () => {
  it('says what it needs and how to get it', async () => {
    const app = await App.launch({ args: [capture('busy', 'go1.26', 'heap.pb.gz')] });
    const window = new WindowPage(app.page);
    await window.tab('heap.pb.gz').waitFor();
    await expect.poll(() => window.view('Timeline').innerText()).toContain('no trace');
    await window.show('Timeline');
    await window.heading('The timeline needs an execution trace').waitFor();
    await window.main.getByText(/debug\/pprof\/trace\?seconds=5/).waitFor();
    await app.close();
    expect(app.errors).toEqual([]);
  });

  it('shows what is readable of a truncated trace, and says so', async () => {
    const app = await App.launch({ args: [capture('service', 'go1.26', 'trace.cut90.out')] });
    const window = new WindowPage(app.page);
    await window.tab('trace.cut90.out').waitFor();
    await window.show('Timeline');
    await window.grid('Goroutines by function').getByRole('row').nth(3).waitFor();
    await window.status.getByRole('button', { name: 'Truncated' }).waitFor();
    await app.screenshot('timeline truncated');
    await app.close();
    expect(app.errors).toEqual([]);
  });
});
