/**
 * The Mann–Kendall test: whether values have a monotone trend, from the signs of their differences alone (H. B. Mann, Nonparametric
 * Tests Against Trend, Econometrica 13, 1945; M. G. Kendall, Rank Correlation Methods, 1975).
 */
export interface MannKendall {
  /** Pairs that rise less pairs that fall. */
  readonly s: number;
  /** S over all pairs that are not tied, −1 … 1; 0 without such pairs. */
  readonly tau: number;
  /** Chance of such an S or a larger one where the order means nothing; 1 − that of a smaller one is `pDown`. */
  readonly pUp: number;
  /** Chance of such an S or a smaller one. */
  readonly pDown: number;
  /** Exact for at most `EXACT_POINTS` values, else by the normal distribution with continuity and tie correction. */
  readonly exact: boolean;
}

/** Up to so many values all orders are counted. */
const EXACT_POINTS = 10;

/** Of values in the order of their times, which all differ. */
export function mannKendall(values: ArrayLike<number>): MannKendall {
  const n = values.length;
  const ties = tieSizes(values);
  const pairs = (n * (n - 1)) / 2 - ties.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const falling = countInversions(values, false);
  const s = pairs - 2 * falling;
  const tau = pairs === 0 ? 0 : s / pairs;
  if (n <= EXACT_POINTS) {
    const counts = inversionCounts(n, ties);
    const all = sum(counts);
    return {
      s,
      tau,
      pUp: sum(counts.slice(0, falling + 1)) / all,
      pDown: sum(counts.slice(falling)) / all,
      exact: true,
    };
  }
  const deviation = Math.sqrt(varianceOfS(n, ties));
  const tail = (score: number): number => (deviation === 0 ? 1 : upperTail((score - 1) / deviation));
  return { s, tau, pUp: tail(s), pDown: tail(-s), exact: false };
}

/** Kendall 1975, with tie correction. */
function varianceOfS(n: number, ties: readonly number[]): number {
  const part = (size: number): number => size * (size - 1) * (2 * size + 5);
  return (part(n) - ties.reduce((all, size) => all + part(size), 0)) / 18;
}

/**
 * C of Sen's confidence interval, 95 %, two-sided: of N slopes, those below the ((N − C) / 2)-th and above the same from the end are
 * outside (M. Hollander, D. Wolfe, Nonparametric Statistical Methods, §9.3). Infinity where no order of so few values is rare enough
 * (fewer than five).
 */
export function confidenceOfS(values: ArrayLike<number>): number {
  const n = values.length;
  const ties = tieSizes(values);
  if (n > EXACT_POINTS) return 1.959964 * Math.sqrt(varianceOfS(n, ties));
  const counts = inversionCounts(n, ties);
  const all = sum(counts);
  let rare = -1;
  for (let tail = counts[0]; tail / all <= 0.025; tail += counts[rare + 1]) rare++;
  return rare < 0 ? Infinity : counts.length - 1 - 2 * rare - 2;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** Sizes of the groups of equal values, those of one left out. */
function tieSizes(values: ArrayLike<number>): number[] {
  const sorted = Float64Array.from(values).sort();
  const sizes: number[] = [];
  for (let from = 0, i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[from]) continue;
    if (i - from > 1) sizes.push(i - from);
    from = i;
  }
  return sizes;
}

/**
 * How many orders of n values have 0, 1, 2 … inversions: the coefficients of [n]! ÷ ∏ [tie]! with [k] = 1 + q + … + q^(k−1)
 * (MacMahon's theorem on permutations of a multiset; R. Stanley, Enumerative Combinatorics 1, §1.7). Whole numbers up to 10!.
 */
function inversionCounts(n: number, ties: readonly number[]): number[] {
  let counts = [1];
  for (let k = 2; k <= n; k++) {
    const product = new Array<number>(counts.length + k - 1).fill(0);
    counts.forEach((count, i) => {
      for (let j = 0; j < k; j++) product[i + j] += count;
    });
    counts = product;
  }
  for (const size of ties) {
    for (let k = 2; k <= size; k++) {
      const quotient = new Array<number>(counts.length - k + 1).fill(0);
      // counts[i] is the sum of quotient[i − k + 1 … i].
      let before = 0;
      for (let i = 0; i < quotient.length; i++) {
        quotient[i] = counts[i] - before;
        before += quotient[i] - (i >= k - 1 ? quotient[i - k + 1] : 0);
      }
      counts = quotient;
    }
  }
  return counts;
}

/** Pairs of which the later is smaller (`orEqual`: or equal), by merging: O(n log n). */
export function countInversions(values: ArrayLike<number>, orEqual: boolean): number {
  let from = Float64Array.from(values);
  let into = new Float64Array(from.length);
  let found = 0;
  for (let width = 1; width < from.length; width *= 2) {
    for (let low = 0; low < from.length; low += 2 * width) {
      const middle = Math.min(low + width, from.length);
      const high = Math.min(low + 2 * width, from.length);
      let i = low;
      let j = middle;
      for (let k = low; k < high; k++) {
        if (j >= high || (i < middle && (orEqual ? from[i] < from[j] : from[i] <= from[j]))) into[k] = from[i++];
        else {
          found += middle - i;
          into[k] = from[j++];
        }
      }
    }
    [from, into] = [into, from];
  }
  return found;
}

/** 1 − Φ(z) to about 10⁻⁷ of itself (W. H. Press et al., Numerical Recipes, §6.2: Chebyshev fit of erfc). */
function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const fit = terms.reduceRight((all, term) => all * t + term, 0);
  const tail = (t * Math.exp(-x * x + fit)) / 2;
  return z >= 0 ? tail : 1 - tail;
}
