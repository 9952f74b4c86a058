import { afterEach, describe, expect, it } from 'vitest';
import { App } from '../support/electron-app';
import { violations } from './pages/axe';
import { openFakeWatch, type FakeWatch } from './pages/fake-watch';
import { WindowPage } from './pages/window';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

/** The tracks of a watch that is always the same, and states that a real one has only by chance. */
describe('the Live view', () => {
  let app: App;
  let window: WindowPage;
  const launch = async (fake?: FakeWatch): Promise<void> => {
    app = await App.launch();
    window = new WindowPage(app.page);
    await window.startEntry(/shop/).waitFor();
    await openFakeWatch(app.page, fake);
    await app.page.getByRole('slider', { name: 'Moment' }).waitFor();
    await app.resize(1280, 800);
  };
  const track = (name: string) => window.main.getByRole('region', { name, exact: true });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await app.screenshot(`failed ${task.name}`);
    await app.close();
    expect(app.errors).toEqual([]);
  });

  it.each(['light', 'dark', 'hc'] as const)('is as the picture, %s', async (theme) => {
    await launch();
    await window.setTheme(theme);
    for (const { width, height } of SIZES) {
      await app.resize(width, height);
      await app.page.waitForTimeout(400);
      await app.screenshot(`live ${theme} ${width}x${height}`);
    }
    expect(await violations(app)).toEqual([]);
  });

  it('states, heap, pauses, channels and scheduler have their numbers beside them', async () => {
    await launch();
    expect((await track('Goroutines').innerText()).replace(/\s+/g, ' ')).toMatch(
      /chan send 4,813 select 724 IO wait 288/,
    );
    expect((await track('Heap').innerText()).replace(/\s+/g, ' ')).toMatch(
      /in use 284 MiB goal 359 MiB limit 4.00 GiB/,
    );
    expect((await track('GC pauses').innerText()).replace(/\s+/g, ' ')).toMatch(
      /p99 412 µs cycles 31\/min assist 0.8 %/,
    );
    expect((await track('Channels, fill').innerText()).replace(/\s+/g, ' ')).toMatch(/queue.in 1,024\/1,024/);
    expect((await track('Scheduler').innerText()).replace(/\s+/g, ' ')).toMatch(/run queue 7 .* CPU 6.4 cores/);
    await window.status.getByText('Rejected 12 stacks').waitFor();
    await window.main.getByText('22 of 48 MiB').waitFor();
  });

  it('the pointer shows the numbers of its moment, a click holds it, a drag chooses a part', async () => {
    await launch();
    const canvas = await window.main.locator('canvas').first().boundingBox();
    if (canvas === null) throw new Error('no tracks');
    const at = (share: number): readonly [number, number] => [canvas.x + canvas.width * share, canvas.y + 300];
    await app.page.mouse.move(...at(0.1));
    await expect.poll(() => track('Goroutines').innerText()).toMatch(/chan send\s+2,[34]\d\d/);
    await app.page.mouse.click(...at(0.5));
    await window.heading('At 15:20:10').waitFor();
    await app.page.mouse.move(...at(0.25));
    await app.page.mouse.down();
    await app.page.mouse.move(...at(0.5), { steps: 4 });
    await app.page.mouse.up();
    await window.page.getByText('15:19:40 – 15:20:10').waitFor();
    await window.main.getByRole('button', { name: /^Go on/ }).waitFor();
    await app.page.keyboard.press('r');
    await window.heading(/^Now/).waitFor();
  });

  it('a track that cannot be read says why; what belongs to none stands beside the weight', async () => {
    await launch({
      missing: [
        'Heap: the program is stripped, and the counts of its heap were not found in its memory.',
        'GC pauses: its runtime is of Go 1.17, whose layout is not known.',
        'Open files are not counted: permission denied.',
      ],
    });
    await window.main.getByText('The program is stripped, and the counts of its heap').waitFor();
    await window.main.getByText('Its runtime is of Go 1.17, whose layout is not known.').waitFor();
    await window.main.getByRole('list', { name: 'What cannot be read' }).getByText('Open files').waitFor();
    await app.screenshot('live missing');
  });

  it('a rate that the budget has lowered is told beside the budget', async () => {
    await launch({ limited: true });
    const weight = window.main.getByRole('region', { name: 'Weight of looking' });
    await weight
      .getByText('Looks every 100 ms and 2 s, less often than asked for, to stay within the budget.')
      .waitFor();
    expect(await violations(app)).toEqual([]);
    await app.screenshot('live limited');
  });

  it('before anything was read no track is without a word', async () => {
    await launch({ empty: true });
    await expect.poll(() => window.main.getByText('Nothing was read yet.').count()).toBe(5);
    await app.screenshot('live empty');
  });

  it('a tick renders what changed and nothing else, in time', async () => {
    await launch({ ticks: 4 });
    await app.resize(1920, 1080);
    await app.page.waitForTimeout(500);
    const seen = await app.page.evaluate(async () => {
      const paints: number[] = [];
      const observer = new PerformanceObserver((list) => {
        for (const entry of list.getEntriesByName('parkscope live paint')) paints.push(entry.duration);
      });
      observer.observe({ entryTypes: ['measure'] });
      const changed: string[] = [];
      const mutations = new MutationObserver((list) => {
        for (const { target } of list) {
          const element = target instanceof Element ? target : target.parentElement;
          if (element !== null) changed.push(element.closest('[aria-label]')?.getAttribute('aria-label') ?? '');
        }
      });
      mutations.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
      await new Promise((resolve) => setTimeout(resolve, 3000));
      observer.disconnect();
      mutations.disconnect();
      return { paints: paints.sort((a, b) => a - b), changed: [...new Set(changed)] };
    });
    process.stderr.write(`live paint at 1920: ${seen.paints.map((ms) => ms.toFixed(1)).join(' ')} ms\n`);
    expect(seen.paints.length).toBeGreaterThan(5);
    // Others use the machine, too: what it takes is what the quicker ones took.
    expect(seen.paints[Math.floor(seen.paints.length / 4)]).toBeLessThan(8);
    // The slider's moment and the marks move on, and React writes the value of an input again whenever what is around it renders; numbers
    // that are the same stay untouched.
    const may = ['Moment', 'When findings were reached', 'Filter by function, file or label'];
    expect(seen.changed.filter((label) => !may.includes(label))).toEqual([]);
  });
});
