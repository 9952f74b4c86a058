import type { Catalogue } from '../t';
import { SHELL } from './shell';

/** Every message in Simplified Chinese. */
export const ZH_CN: Catalogue = { ...SHELL };
