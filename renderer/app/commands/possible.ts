import { activeDocument } from '../../state/session';

/** Whether a document is in front. */
export const hasDocument = (): boolean => activeDocument() !== null;

/** Whether it is read. */
export const isReady = (): boolean => activeDocument()?.info != null;
