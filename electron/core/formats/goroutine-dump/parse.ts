import type { Format } from '../format';
import { parseSeries } from '../log/series';
import { detectGoroutineDump } from './detect';

export const goroutineDump: Format = { name: 'goroutine-dump', detect: detectGoroutineDump, parse: parseSeries };
