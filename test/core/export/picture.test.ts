import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FlamePictureParams } from '@core/api/picture';
import { NO_FILTER } from '@core/api/queries';
import { bytesSource, type ByteSource } from '@core/base/source';
import { textWidth } from '@core/base/picture/head';
import { svgMark, xmlText } from '@core/base/picture/svg';
import { LIGHT } from '@core/export/picture/light';
import { Engine } from '@core/query/engine';
import { fileSource } from '../../support/engine';
import { memorySink } from '../../support/export';
import { capturePath } from '../../support/fixtures';
import { parseXml, type XmlElement } from '../../support/xml';

const CPU = capturePath('busy/go1.26/cpu.pb.gz');
const whole: FlamePictureParams['flames'][number] = {
  question: { capture: 0, sampleType: 1, filter: NO_FILTER, zoom: null, search: '' },
  grows: 'up',
  caption: '',
};
const asked = (more: Partial<FlamePictureParams> = {}): FlamePictureParams => ({
  ...{ doc: 'd-1', to: 'svg', flames: [whole], width: 1600, title: 'cpu.pb.gz', lines: [] },
  ...{ theme: null, colouring: 'package', packages: [], words: null },
  ...more,
});

async function opened(...sources: readonly ByteSource[]): Promise<Engine> {
  const engine = new Engine({ now: () => performance.now() });
  const answer = await engine.open({ doc: 'd-1', inputs: sources });
  if (!answer.ok) throw new Error(answer.error.message);
  return engine;
}

async function drawn(engine: Engine, params: FlamePictureParams): Promise<XmlElement> {
  const sink = memorySink();
  const answer = await engine.export(params, sink);
  if (!answer.ok) throw new Error(answer.error.message);
  expect(answer.value.bytes).toBe(sink.bytes.length);
  return parseXml(sink.bytes.toString('utf8'));
}

const tips = (svg: XmlElement): readonly string[] => svg.all('g').map((g) => g.all('title')[0]?.text ?? '');

test('every box of the flame graph is a rectangle with its name and numbers, as wide as its share', async () => {
  const engine = await opened(fileSource(CPU));
  const svg = await drawn(engine, asked());
  const answer = await engine.query('flame', { doc: 'd-1', ...whole.question, width: 1568, minPx: 0.1 });
  if (!answer.ok) throw new Error(answer.error.message);
  const { count, names, name, w, flags } = answer.value;
  const boxes = Array.from({ length: count }, (_, i) => i).filter((i) => (flags[i]! & 4) === 0);
  expect(tips(svg).map((tip) => tip.split('\n')[0])).toEqual([
    expect.stringMatching(/^all \d/),
    ...boxes.slice(1).map((i) => names[name[i]!]!.function),
  ]);
  svg.all('g').forEach((g, i) => {
    const width = Number(g.all('rect')[0]?.attributes['width']);
    expect(Math.abs(width - w[boxes[i]!]!)).toBeLessThanOrEqual(1.01);
  });
});

test('what is narrower is drawn as ticks that say how many boxes they stand for', async () => {
  const lines = Array.from({ length: 3000 }, (_, i) => `main;work;f${i} 1`);
  const text = [...lines, 'main;work;heavy 90000000'].join('\n');
  const svg = await drawn(await opened(bytesSource('many.folded', new TextEncoder().encode(text), null)), {
    ...asked(),
    flames: [{ ...whole, question: { ...whole.question, sampleType: 0 } }],
  });
  const ticks = svg.all('path').map((path) => path.all('title')[0]?.text);
  expect(ticks).toEqual(['3,000 narrower boxes, 3,000']);
  expect(svg.all('text').map(({ text: words }) => words)).toContain(
    '4 boxes drawn, 3,000 narrower than 0.1 px shown as ticks',
  );
});

test('the filter, a zoom and a search are those of the question', async () => {
  const engine = await opened(fileSource(CPU));
  const focused = { ...whole.question, filter: { ...NO_FILTER, focus: ['encode'] }, search: 'flate' };
  const svg = await drawn(engine, asked({ flames: [{ ...whole, question: focused }], lines: ['focus encode'] }));
  const all = await drawn(engine, asked());
  expect(tips(svg).length).toBeLessThan(tips(all).length);
  expect(tips(svg).join('\n')).toContain('render.encode');
  expect(svg.all('text').map(({ text }) => text)).toContain('focus encode');
  const match = svg.all('style')[0]?.text.match(new RegExp(`\\.c(\\d+)\\{fill:${LIGHT.match}\\}`))?.[1];
  const marked = svg.all('g').filter((g) => g.all('rect')[0]?.attributes['class'] === `c${match}`);
  expect(marked.length).toBeGreaterThan(0);
  for (const g of marked) expect(g.all('title')[0]?.text).toMatch(/flate/i);
});

test('names that XML has no place for stay readable and harmless', async () => {
  const name = 'main.<script>alert(1)</script>&"';
  const source = bytesSource('odd.folded', new TextEncoder().encode(`${name} 5\nmain.other;main.leaf 7\n`), null);
  const flames = [{ ...whole, question: { ...whole.question, sampleType: 0 } }];
  const svg = await drawn(await opened(source), asked({ flames, title: '</svg><script>' }));
  expect(svg.all('script')).toEqual([]);
  expect(tips(svg).join('\n')).toContain('<script>alert(1)</script>&"');
  expect(xmlText('\u0001\ud800a')).toBe('\ufffd\ufffda');
});

test('a colour that is none is refused, and so are no flames', async () => {
  const engine = await opened(fileSource(CPU));
  for (const wrong of [
    { theme: { ...LIGHT, std: '#fff"/><script>' } },
    { flames: [] },
    { width: 10 },
  ] satisfies readonly Partial<FlamePictureParams>[]) {
    const answer = await engine.export(asked(wrong), memorySink());
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-params' } });
  }
});

test('a picture that was drawn elsewhere is written as it is', async () => {
  const engine = await opened(fileSource(CPU));
  const bytes = Uint8Array.from({ length: 3 << 20 }, (_, i) => i % 251);
  const sink = memorySink();
  const answer = await engine.export({ doc: 'd-1', to: 'png', bytes }, sink);
  expect(answer).toMatchObject({ ok: true, value: { entries: 1, noun: 'pictures', bytes: bytes.length } });
  expect(sink.bytes.equals(bytes)).toBe(true);
  const nothing = await engine.export({ doc: 'd-1', to: 'png', bytes: new Uint8Array() }, memorySink());
  expect(nothing.ok).toBe(false);
});

test('the light theme is that of the window', () => {
  const css =
    readFileSync(new URL('../../../renderer/ui/tokens.css', import.meta.url), 'utf8').split("[data-theme='dark']")[0] ??
    '';
  const token = (name: string): string => new RegExp(`${name}: (#[0-9a-f]+);`).exec(css)?.[1] ?? '';
  expect(LIGHT.own).toEqual([1, 2, 3, 4, 5, 6].map((n) => token(`--own${n}`)));
  expect(LIGHT.diff).toEqual([-3, -2, -1, 0, 1, 2, 3].map((n) => token(`--d${n}`)));
  const named = {
    ...{ dependency: '--dep', std: '--std', runtime: '--rt', root: '--sel-idle', canvas: '--canvas', ink: '--ink' },
    ...{ ink2: '--ink-2', ink3: '--ink-3', match: '--match', matchInk: '--match-ink', accent: '--accent' },
  } as const;
  for (const [key, name] of Object.entries(named)) expect(LIGHT[key as keyof typeof named]).toBe(token(name));
});

test('marks without need for it have no attributes', () => {
  const box = { kind: 'box', x: 1, y: 2.005, width: 3, height: 4, fill: '#fff' } as const;
  expect(svgMark(box)).toBe('<rect x="1" y="2.01" width="3" height="4" fill="#fff"/>\n');
  expect(textWidth('iiii', 10)).toBeLessThan(textWidth('mmmm', 10));
});
