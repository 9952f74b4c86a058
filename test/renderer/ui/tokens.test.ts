import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/**
 * Contrast (WCAG 2.2) of every text and graphic role of tokens.css, and OKLab distances (x 100) of colours that must be told
 * apart, also under colour blindness (matrices of Machado, Oliveira and Fernandes 2009). The floors are ui.md's.
 */
const CSS = readFileSync(new URL('../../../renderer/ui/tokens.css', import.meta.url), 'utf8');

type Theme = Readonly<Record<string, string>>;

function themesOf(css: string): Readonly<Record<string, Theme>> {
  const themes: Record<string, Record<string, string>> = {};
  for (const [, selectors, body] of css.matchAll(/((?:^|\n)(?::root\s*|\[data-theme[^{]*))\{([^}]*)\}/g)) {
    for (const selector of selectors!.split(',')) {
      const name = /=["']?(\w+)/.exec(selector)?.[1] ?? 'light';
      const theme = (themes[name] ??= { ...(name === 'light' ? {} : themes['light']) });
      for (const [, key, value] of body!.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6})\b/gi)) {
        theme[key!] = value!.length === 4 ? `#${[...value!.slice(1)].map((c) => c + c).join('')}` : value!;
      }
    }
  }
  return themes;
}

type Rgb = readonly [number, number, number];
const linear = (hex: string): Rgb => {
  const channel = (at: number): number => {
    const v = parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
};
const luminance = (hex: string): number => {
  const [r, g, b] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number];
  return (high + 0.05) / (low + 0.05);
}
const dot = (row: Rgb, [r, g, b]: Rgb): number => row[0] * r + row[1] * g + row[2] * b;
function oklab(rgb: Rgb): Rgb {
  const l = Math.cbrt(dot([0.4122214708, 0.5363325363, 0.0514459929], rgb));
  const m = Math.cbrt(dot([0.2119034982, 0.6806995451, 0.1073969566], rgb));
  const s = Math.cbrt(dot([0.0883024619, 0.2817188376, 0.6299787005], rgb));
  return [
    dot([0.2104542553, 0.793617785, -0.0040720468], [l, m, s]),
    dot([1.9779984951, -2.428592205, 0.4505937099], [l, m, s]),
    dot([0.0259040371, 0.7827717662, -0.808675766], [l, m, s]),
  ];
}
const SIGHT: Readonly<Record<string, readonly [Rgb, Rgb, Rgb]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
};
function distance(a: string, b: string, sight: string): number {
  const seen = (hex: string): Rgb => {
    const rgb = linear(hex);
    const [r, g, bl] = SIGHT[sight]!.map((row) => Math.min(1, Math.max(0, dot(row, rgb)))) as [number, number, number];
    return oklab([r, g, bl]);
  };
  const [p, q] = [seen(a), seen(b)];
  return 100 * Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

const MAIN = ['canvas', 'chrome', 'sunken', 'raised'];
const ALL = [...MAIN, 'hover', 'sel', 'sel-idle'];
const STATES = ['run', 'runnable', 'syscall', 'io', 'send', 'recv', 'select', 'lock', 'sync', 'sleep', 'gc', 'dead'];
const OWN = ['own1', 'own2', 'own3', 'own4', 'own5', 'own6'];
const DIFF = ['d-3', 'd-2', 'd-1', 'd0', 'd1', 'd2', 'd3'];
const HEAT = Array.from({ length: 9 }, (_, i) => `h${i}`);

const CONTRASTS: readonly (readonly [string, readonly string[], readonly string[], number])[] = [
  ['text', ['ink', 'ink-2', 'accent', 'ink-3', 'more', 'less'], ALL, 4.5],
  ['verdict text', ['proven', 'strong', 'suspect', 'info'], [...MAIN, 'sel'], 4.5],
  ['button text', ['accent-ink'], ['accent'], 4.5],
  ['search match', ['match-ink'], ['match'], 4.5],
  ['code diff', ['ink'], ['add', 'del'], 4.5],
  ['flame text', ['box-ink'], [...OWN, 'dep', 'std', 'rt', 'sel-idle'], 4.5],
  ['state graphics', STATES.map((s) => `st-${s}`), ['canvas', 'chrome'], 3],
  ['control edges', ['line-2'], MAIN, 3],
  ['focus ring', ['accent'], MAIN, 3],
];
const DISTANCES: readonly (readonly [string, readonly string[], number])[] = [
  ['solid states', ['st-run', 'st-syscall', 'st-send', 'st-lock', 'st-gc'], 8],
  ['hatched states', ['st-runnable', 'st-io', 'st-recv', 'st-sync'], 8],
  ['other states', ['st-select', 'st-sleep', 'st-dead'], 8],
  ['own packages', OWN, 5],
  ['verdicts (their shapes differ too)', ['proven', 'strong', 'suspect', 'info'], 3],
  ['diff ends', ['d-3', 'd3'], 20],
];

const THEMES = themesOf(CSS);

test('there are three themes, whole ones', () => {
  expect(Object.keys(THEMES).sort()).toEqual(['dark', 'hc', 'light']);
  const keys = Object.keys(THEMES['light']!).sort();
  for (const theme of Object.values(THEMES)) expect(Object.keys(theme).sort()).toEqual(keys);
});

describe.each(Object.entries(THEMES))('%s', (_, theme) => {
  const colour = (token: string): string => {
    const value = theme[token];
    if (value === undefined) throw new Error(`tokens.css has no --${token}`);
    return value;
  };
  test.each(CONTRASTS)('contrast of %s', (__, inks, grounds, floor) => {
    for (const ink of inks) {
      for (const ground of grounds) {
        expect(contrast(colour(ink), colour(ground)), `--${ink} on --${ground}`).toBeGreaterThanOrEqual(floor);
      }
    }
  });
  test('diff boxes carry white or black text', () => {
    for (const token of DIFF) {
      const best = Math.max(contrast('#FFFFFF', colour(token)), contrast('#1C1B19', colour(token)));
      expect(best, `--${token}`).toBeGreaterThanOrEqual(4.5);
    }
  });
  test.each(DISTANCES)('%s are told apart by everybody', (__, tokens, floor) => {
    for (const sight of Object.keys(SIGHT)) {
      for (const [i, a] of tokens.entries()) {
        for (const b of tokens.slice(i + 1)) {
          expect(distance(colour(a), colour(b), sight), `--${a} and --${b}, ${sight}`).toBeGreaterThanOrEqual(floor);
        }
      }
    }
  });
  test('heat rises in even steps', () => {
    for (const sight of Object.keys(SIGHT)) {
      const steps = HEAT.slice(1).map((token, i) => distance(colour(HEAT[i]!), colour(token), sight));
      expect(Math.max(...steps) / Math.min(...steps), sight).toBeLessThan(2);
    }
  });
});

test('the floors bite: a pale ink is found', () => {
  const pale = themesOf(CSS.replace(/--ink-3:\s*#6a665d/i, '--ink-3: #a0a0a0'));
  expect(contrast(pale['light']!['ink-3']!, pale['light']!['canvas']!)).toBeLessThan(4.5);
});
