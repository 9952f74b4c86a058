import { confidenceOfS, countInversions } from './mann-kendall-stat';

/** A slope that a third of the points may be wrong for, in values per unit of time. */
export interface TheilSen {
  /** Median of the slopes of all pairs (H. Theil 1950); NaN with fewer than two points. */
  readonly slope: number;
  /** 95 % confidence interval (P. K. Sen, Journal of the American Statistical Association 63, 1968); −∞ and ∞ below five points. */
  readonly low: number;
  readonly high: number;
}

/** Up to so many points every slope is made and sorted; above, they are counted. */
const ALL_PAIRS = 300;

/** `times` ascend strictly. */
export function theilSen(times: ArrayLike<number>, values: ArrayLike<number>): TheilSen {
  const n = times.length;
  if (n < 2) return { slope: NaN, low: -Infinity, high: Infinity };
  const pairs = (n * (n - 1)) / 2;
  const rankOf = n <= ALL_PAIRS ? sortedSlopes(times, values) : countedSlopes(times, values);
  const middle = rankOf(Math.floor((pairs - 1) / 2));
  // Of tens of thousands of slopes the two in the middle are one.
  const slope = n <= ALL_PAIRS ? (middle + rankOf(Math.floor(pairs / 2))) / 2 : middle;
  const outside = Math.floor((pairs - confidenceOfS(values)) / 2);
  if (!(outside >= 1)) return { slope, low: -Infinity, high: Infinity };
  return { slope, low: rankOf(outside - 1), high: rankOf(pairs - outside) };
}

/** The slope of a rank, 0 the least. */
type RankOf = (rank: number) => number;

function sortedSlopes(times: ArrayLike<number>, values: ArrayLike<number>): RankOf {
  const n = times.length;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) slopes[at++] = (values[j] - values[i]) / (times[j] - times[i]);
  slopes.sort();
  return (rank) => slopes[rank];
}

/** Halvings: a double has 53 bits. */
const HALVINGS = 52;

/**
 * Pairs with a slope below θ are the inversions of `value − θ·time`, so the slope of a rank is found by halving: O(n log n) a step
 * instead of n² slopes (the idea of J. Matoušek, Information Processing Letters 39, 1991, without its random choice).
 */
function countedSlopes(times: ArrayLike<number>, values: ArrayLike<number>): RankOf {
  const n = times.length;
  const tilted = new Float64Array(n);
  const below = (slope: number, orEqual: boolean): number => {
    for (let i = 0; i < n; i++) tilted[i] = values[i] - slope * (times[i] - times[0]);
    return countInversions(tilted, orEqual);
  };
  let least = Infinity;
  let most = -Infinity;
  // The slope of any two points is a mean of the slopes between.
  for (let i = 1; i < n; i++) {
    const slope = (values[i] - values[i - 1]) / (times[i] - times[i - 1]);
    least = Math.min(least, slope);
    most = Math.max(most, slope);
  }
  const falling = below(0, false);
  const notRising = below(0, true);
  return (rank) => {
    // A series of steps has many slopes of exactly 0, which halving would only come near.
    if (rank >= falling && rank < notRising) return 0;
    let [low, high] = rank < falling ? [least, Math.min(most, 0)] : [Math.max(least, 0), most];
    for (let i = 0; i < HALVINGS && high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)); i++) {
      const middle = low + (high - low) / 2;
      if (below(middle, false) > rank) high = middle;
      else low = middle;
    }
    return low + (high - low) / 2;
  };
}
