import type { UrlSeries } from '@core/api/live';
import { useSettings } from './settings';

/** How a watch begins. */
export interface Sampling {
  /** How often to look, ms. */
  readonly countersEveryMs: number;
  readonly goroutinesEveryMs: number;
  /** Whether it is written to disk from the start. */
  readonly record: boolean;
}

/** What was chosen once in the Settings; a dialog begins with it, and there it can be chosen otherwise for once. */
export interface Preferences extends Sampling, UrlSeries {
  /** Whether what is exported has names of its own in place of the program's. */
  readonly anonymise: boolean;
  /** Flame graphs: `auto` is WebGL2 where a graphics card draws it, else the 2D canvas. */
  readonly drawing: 'auto' | 'canvas' | 'webgl2';
}
export type Preference = keyof Preferences;

/** Every choice there is; the settings file may hold another one, which then counts as none. */
export const CHOICES: { readonly [K in Preference]: readonly Preferences[K][] } = {
  countersEveryMs: [100, 250, 1000],
  goroutinesEveryMs: [500, 1000, 2000, 5000, 10_000, 60_000],
  record: [false, true],
  moments: [1, 3, 5, 10, 30],
  everyMs: [1000, 2000, 5000, 10_000, 60_000],
  stacks: ['auto', 'all', 'counts'],
  collect: [false, true],
  anonymise: [false, true],
  drawing: ['auto', 'canvas', 'webgl2'],
};

/** Before anybody changed them. A trend needs three moments. */
export const FIRST_PREFERENCES: Preferences = {
  countersEveryMs: 100,
  goroutinesEveryMs: 1000,
  record: false,
  moments: 3,
  everyMs: 2000,
  stacks: 'auto',
  collect: false,
  anonymise: false,
  drawing: 'auto',
};

/** They are kept with the sizes of panes, under keys of their own. */
const PREFIX = 'begin.';
/** So are saved filters, one a key, as the flags of the command line. */
export const SAVED_FILTER = 'filter.saved.';

function preferenceOf<K extends Preference>(layout: Readonly<Record<string, unknown>>, name: K): Preferences[K] {
  const stored = layout[PREFIX + name];
  return CHOICES[name].find((choice) => choice === stored) ?? FIRST_PREFERENCES[name];
}

function preferred<K extends Preference>(name: K): Preferences[K] {
  return preferenceOf(useSettings.getState().layout, name);
}

export function preferredSampling(): Sampling {
  return {
    countersEveryMs: preferred('countersEveryMs'),
    goroutinesEveryMs: preferred('goroutinesEveryMs'),
    record: preferred('record'),
  };
}

export function preferredSeries(): UrlSeries {
  return {
    moments: preferred('moments'),
    everyMs: preferred('everyMs'),
    stacks: preferred('stacks'),
    collect: preferred('collect'),
  };
}

export const isAnonymisePreferred = (): boolean => preferred('anonymise');

export function usePreference<K extends Preference>(name: K): [Preferences[K], (value: Preferences[K]) => void] {
  const layout = useSettings((s) => s.layout);
  const setLayout = useSettings((s) => s.setLayout);
  return [preferenceOf(layout, name), (value) => setLayout(PREFIX + name, value)];
}

/** The section of the Settings that was shown last. */
export const SETTINGS_SECTION = 'settings.section';

/** Sizes of panes and open parts among what is kept: not what somebody chose or named. */
export function isArrangement(key: string): boolean {
  return !key.startsWith(PREFIX) && !key.startsWith(SAVED_FILTER) && key !== SETTINGS_SECTION;
}
