import type { Messages } from '../t';
import { SHELL } from './shell';

/** Every message in Simplified Chinese. */
export const ZH_CN: Messages = { window: { ...SHELL }, engine: {} };
