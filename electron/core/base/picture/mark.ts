/** Part of a picture. Lengths in px, from its upper left corner; colours as CSS writes them. */
export type Mark = BoxMark | TextMark | ImageMark | DrawingMark;

export interface BoxMark {
  readonly kind: 'box';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string;
  /** Radius of its corners. */
  readonly round?: number;
  readonly opacity?: number;
  /** Shown by programs that have tooltips, read by screen readers. */
  readonly tip?: string;
}

export interface TextMark {
  readonly kind: 'text';
  /** Where the text begins. */
  readonly x: number;
  /** Its baseline. */
  readonly y: number;
  readonly text: string;
  readonly fill: string;
  readonly size: number;
  readonly weight: number;
  /** Families as CSS lists them; null = those of the picture. */
  readonly family?: string;
  readonly opacity?: number;
  /** It was measured to be this wide: another face is spread or pressed to it. */
  readonly width?: number;
}

/** Pixels, as a `data:` address. */
export interface ImageMark {
  readonly kind: 'image';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly href: string;
}

/** What something else drew: an `<svg>` element of its own. */
export interface DrawingMark {
  readonly kind: 'drawing';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** In px of its own; `` = those of the picture. */
  readonly viewBox: string;
  /** Its elements, without the `<svg>` around them. */
  readonly content: string;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  /** What it shows, for those who do not see it. */
  readonly title: string;
  /** Families of its texts, as CSS lists them. */
  readonly family: string;
}
