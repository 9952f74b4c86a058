import { cutMiddle, nameSpellings } from './go-name-pieces';

/** Width of a text in the face of the boxes, px. */
export type Measure = (text: string, strong: boolean) => number;

/** Boxes narrower than this carry no label, px. */
export const LABEL_MIN = 48;

/**
 * Labels of boxes: the longest spelling of a name that fits, then a cut in the middle. Measuring text is what makes painting slow,
 * so widths and results are kept for the life of the labeller (one per font).
 */
export class BoxLabels {
  readonly #measure: Measure;
  readonly #widths = new Map<string, number>();
  readonly #variants = new Map<string, readonly string[]>();
  readonly #fitted = new Map<string, string>();

  constructor(measure: Measure) {
    this.#measure = measure;
  }

  /** Label for a box with `room` px for text; `` when nothing legible fits. */
  fit(name: string, strong: boolean, room: number): string {
    const key = `${strong ? 1 : 0}${Math.floor(room)} ${name}`;
    const known = this.#fitted.get(key);
    if (known !== undefined) return known;
    if (this.#fitted.size > 20_000) this.#fitted.clear();
    const label = this.#compute(name, strong, Math.floor(room));
    this.#fitted.set(key, label);
    return label;
  }

  #compute(name: string, strong: boolean, room: number): string {
    let variants = this.#variants.get(name);
    if (variants === undefined) this.#variants.set(name, (variants = nameSpellings(name)));
    for (const text of variants) if (this.#width(text, strong) <= room) return text;
    const method = variants[variants.length - 1] ?? name;
    let low = 3;
    let high = method.length - 1;
    let best = '';
    while (low <= high) {
      const mid = (low + high) >> 1;
      const text = cutMiddle(method, mid);
      if (this.#measure(text, strong) <= room) {
        best = text;
        low = mid + 1;
      } else high = mid - 1;
    }
    return best;
  }

  #width(text: string, strong: boolean): number {
    const key = (strong ? '1' : '0') + text;
    let width = this.#widths.get(key);
    if (width === undefined) this.#widths.set(key, (width = this.#measure(text, strong)));
    return width;
  }
}
