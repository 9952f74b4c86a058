import { packageColour, type BoxTheme, type ColouredBoxes, type Colouring } from './box-colours';
import { formatCount } from './format';

/** What colours are called. */
export interface LegendWords {
  readonly own: string;
  readonly dependency: string;
  readonly std: string;
  readonly runtime: string;
  /** `{count} more packages`. */
  readonly more: string;
  /** Ends of the colours of a difference. */
  readonly less: string;
  readonly grown: string;
}

type Legend = readonly { readonly colour: string; readonly text: string }[];

/** Packages that are named; the rest is counted. */
const NAMED = 6;

/** Colours of boxes with these names: own packages by weight, then what recedes. */
export function boxLegend(
  names: ColouredBoxes['names'],
  {
    packages,
    colouring,
    theme,
  }: {
    readonly packages: readonly string[];
    readonly colouring: Colouring;
    readonly theme: BoxTheme;
  },
  words: LegendWords,
): Legend {
  const has = (origin: string): boolean => names.some((name) => name.origin === origin);
  const present = new Set(names.filter(({ origin }) => origin === 'own').map((name) => name.package));
  const own = packages.map((pkg, place) => ({ pkg, place })).filter(({ pkg }) => present.has(pkg));
  const beyond = own.slice(NAMED);
  const ofPackages = [
    ...own.slice(0, NAMED).map(({ pkg, place }) => ({ colour: packageColour(place, theme), text: pkg })),
    ...beyond.slice(0, 1).map(({ place }) => ({
      colour: packageColour(place, theme),
      text: words.more.replace('{count}', formatCount(beyond.length)),
    })),
  ];
  const asOne = has('own') ? [{ colour: packageColour(0, theme), text: words.own }] : [];
  return [
    ...(colouring === 'module' ? asOne : ofPackages),
    ...(['dependency', 'std', 'runtime'] as const)
      .filter(has)
      .map((origin) => ({ colour: theme[origin], text: words[origin] })),
  ];
}

/** Colours of a difference: its ends are named. */
export function changeLegend({ diff }: BoxTheme, words: LegendWords): Legend {
  const last = diff.length - 1;
  return diff.map((colour, i) => ({ colour, text: i === 0 ? words.less : i === last ? words.grown : '' }));
}
