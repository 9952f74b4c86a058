import { t } from '../i18n/t';
import type { InputRef, OpenDocument } from '../state/session';

/** A document of which nothing is known yet. */
export function newDocument(id: string, title: string, inputs: readonly InputRef[]): OpenDocument {
  return {
    id,
    title,
    inputs,
    status: 'opening',
    progress: null,
    since: Date.now(),
    info: null,
    findings: null,
    error: null,
    epoch: 0,
  };
}

/** What a document is called until the engine has read it. */
export function titleOf(inputs: readonly InputRef[]): string {
  const first = inputs[0]?.name ?? '';
  return inputs.length > 1 ? t('{first} and {inputs} more', { first, inputs: inputs.length - 1 }) : first;
}
