import type { Format } from '../format';
import { parseSeries } from '../log/series';
import { detectGoroutineText } from './detect';

/** debug=1 of goroutines and of every other count profile; other profiles and dumps may follow in the same file. */
export const goroutineText: Format = { name: 'goroutine-text', detect: detectGoroutineText, parse: parseSeries };
