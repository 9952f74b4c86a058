/** Whose code a box is, as `core/api` names it. */
type Whose = 'own' | 'dependency' | 'std' | 'runtime';

/** What colours are told by: the boxes of a picture, parents before children, and the names that they have. */
export interface ColouredBoxes {
  readonly count: number;
  /** Index in `names`. */
  readonly name: ArrayLike<number>;
  /** Index of the box above, −1 for the first. */
  readonly parent: ArrayLike<number>;
  readonly cum: ArrayLike<number>;
  readonly names: readonly { readonly origin: Whose; readonly package: string }[];
}

/** Colours of boxes in one theme, `#rrggbb`. */
export interface BoxTheme {
  readonly own: readonly string[];
  readonly dependency: string;
  readonly std: string;
  readonly runtime: string;
  readonly root: string;
  readonly canvas: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly match: string;
  readonly matchInk: string;
  readonly accent: string;
  /** Of a difference: less (−3) to more (+3), grey in the middle. */
  readonly diff: readonly string[];
}

/** What colours tell: the package of own code, or whose code it is. */
export type Colouring = 'package' | 'module';

const OWN_HUES = 6;

/**
 * Own packages by weight, heaviest first. The weight is what the outermost boxes of a package hold, so that a package which only
 * passes calls on does not count the same time once a level.
 */
export function ownPackages(answer: ColouredBoxes): readonly string[] {
  const weights = new Map<string, number>();
  for (let i = 0; i < answer.count; i++) {
    const name = answer.names[answer.name[i]!];
    if (name === undefined || name.origin !== 'own') continue;
    const parent = answer.parent[i]!;
    const above = parent < 0 ? undefined : answer.names[answer.name[parent]!];
    if (above?.package === name.package) continue;
    weights.set(name.package, (weights.get(name.package) ?? 0) + answer.cum[i]!);
  }
  return [...weights].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([pkg]) => pkg);
}

/** Fill of each name of an answer. From the 7th own package the hues repeat, paler. */
export function nameColours(
  answer: Pick<ColouredBoxes, 'names'>,
  packages: readonly string[],
  theme: BoxTheme,
  colouring: Colouring = 'package',
): readonly string[] {
  const place = new Map(packages.map((pkg, i) => [pkg, i]));
  return answer.names.map((name) => {
    switch (name.origin) {
      case 'own':
        return packageColour(colouring === 'module' ? 0 : (place.get(name.package) ?? packages.length), theme);
      case 'dependency':
        return theme.dependency;
      case 'std':
        return theme.std;
      case 'runtime':
        return theme.runtime;
    }
  });
}

/** A change by less than the first of these shares is grey; each further one is a step of colour. */
export const DIFF_STEPS = [0.05, 0.15, 0.3] as const;
/** Middle of `BoxTheme.diff`. */
const DIFF_GREY = 3;

/** True where a change may be chance: within two standard deviations of the sampling error. Never where that is not known. */
export function withinError(base: number, now: number, error: number): boolean {
  return error > 0 && Math.abs(now - base) <= 2 * error;
}

/** Step in `BoxTheme.diff` of a change from `base` to `now`; `error` is one standard deviation, NaN where it is not known. */
export function diffStep(base: number, now: number, error: number): number {
  const delta = now - base;
  if (delta === 0 || withinError(base, now, error)) return DIFF_GREY;
  const share = base === 0 ? Infinity : Math.abs(delta / base);
  const steps = DIFF_STEPS.filter((least) => share >= least).length;
  return DIFF_GREY + Math.sign(delta) * steps;
}

export function packageColour(place: number, theme: BoxTheme): string {
  const hue = theme.own[place % OWN_HUES] ?? theme.dependency;
  const round = Math.floor(place / OWN_HUES);
  return round === 0 ? hue : mix(hue, theme.canvas, Math.min(0.75, 0.4 * round));
}

/** Red, green and blue of `#rrggbb` or `#rgb`, 0 … 255; grey of anything else. */
export function channels(colour: string): readonly [number, number, number] {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim())?.[1] ?? '808080';
  const long = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex;
  return [0, 2, 4].map((i) => parseInt(long.slice(i, i + 2), 16)) as [number, number, number];
}

/** `share` of `b` in `a`. */
export function mix(a: string, b: string, share: number): string {
  const from = channels(a);
  const to = channels(b);
  return `#${from
    .map((c, i) =>
      Math.round(c + (to[i]! - c) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** Relative luminance (WCAG). */
export function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((v) => {
    const s = v / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const WHITE = '#ffffff';
const BLACK = '#1c1b19';

/** White or near-black, whichever contrasts more with the fill. */
export function inkOn(fill: string): string {
  const l = luminance(fill);
  return 1.05 / (l + 0.05) > (l + 0.05) / (luminance(BLACK) + 0.05) ? WHITE : BLACK;
}
