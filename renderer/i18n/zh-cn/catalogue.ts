import type { Messages } from '../t';
import { ATTACH } from './attach';
import { COMPARE } from './compare';
import { EXPORT } from './export';
import { FINDINGS } from './findings';
import { FLAME } from './flame';
import { FRAME } from './frame';
import { GOROUTINES } from './goroutines';
import { HEAP } from './heap';
import { INSPECTOR } from './inspector';
import { LIVE } from './live';
import { METRICS } from './metrics';
import { RULES } from './rules';
import { SETTINGS } from './settings';
import { TOP } from './top';
import { TRACE } from './trace';
import { WAITERS } from './waiters';
import { ENGINE_ADVICE } from './engine-advice';
import { ENGINE_EVIDENCE } from './engine-evidence';
import { ENGINE_PATTERNS } from './engine-patterns';
import { ENGINE_USER_RULES } from './engine-user-rules';
import { ENGINE_FINDINGS } from './engine-findings';
import { ENGINE_FORMATS } from './engine-formats';
import { ENGINE_TEXT_FORMATS } from './engine-text-formats';
import { ENGINE_TRACES } from './engine-traces';
import { ENGINE_RULES } from './engine-rules';
import { ENGINE_SAMPLER } from './engine-sampler';
import { ENGINE_QUESTIONS } from './engine-questions';
import { ENGINE_SOURCES } from './engine-sources';
import { ENGINE_URLS } from './engine-urls';
import { ENGINE_TITLES } from './engine-titles';

/** Every message in Simplified Chinese. */
export const ZH_CN: Messages = {
  window: {
    ...ATTACH,
    ...COMPARE,
    ...EXPORT,
    ...FINDINGS,
    ...FLAME,
    ...FRAME,
    ...GOROUTINES,
    ...HEAP,
    ...INSPECTOR,
    ...LIVE,
    ...METRICS,
    ...RULES,
    ...SETTINGS,
    ...TOP,
    ...TRACE,
    ...WAITERS,
  },
  engine: {
    ...ENGINE_ADVICE,
    ...ENGINE_EVIDENCE,
    ...ENGINE_PATTERNS,
    ...ENGINE_USER_RULES,
    ...ENGINE_FINDINGS,
    ...ENGINE_FORMATS,
    ...ENGINE_TEXT_FORMATS,
    ...ENGINE_TRACES,
    ...ENGINE_RULES,
    ...ENGINE_SAMPLER,
    ...ENGINE_QUESTIONS,
    ...ENGINE_SOURCES,
    ...ENGINE_URLS,
    ...ENGINE_TITLES,
  },
};
