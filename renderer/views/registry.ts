import { compare } from './compare';
import { findings } from './findings';
import { flame } from './flame';
import { goroutines } from './goroutines';
import { heap } from './heap';
import { live } from './live';
import { metrics } from './metrics';
import { rules } from './rules';
import { source } from './source';
import { top } from './top';
import { trace } from './trace';
import type { View } from './view';
import { waiters } from './waiters';

/** Every view, in the order of the rail. A new view is a folder and one line here. */
export const VIEWS: readonly View[] = [
  live,
  findings,
  rules,
  goroutines,
  waiters,
  trace,
  flame,
  top,
  source,
  heap,
  metrics,
  compare,
];
