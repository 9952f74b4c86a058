import path from 'node:path';
import type { EngineError } from '@core/api/errors';
import type { Capture } from '@core/model/tables';
import { openAll, openBytes, stackText } from './check-import';
import { CAPTURES } from './fixtures';

export const neighbour = (file: string): string => path.join(CAPTURES, 'neighbours', file);

/** Rows of a capture as collapsed text, root first, values of every sample type, sorted: for comparing by eye. */
export function rowsText(capture: Capture): string[] {
  const { samples, labelSets, strings } = capture;
  return Array.from({ length: samples.count }, (_, row) => {
    const frames = stackText(capture, samples.stack[row]).reverse();
    const labels: string[] = [];
    for (let e = labelSets.start[samples.labels[row]]; e < labelSets.start[samples.labels[row] + 1]; e++)
      labels.push(`${strings.get(labelSets.key[e])}=${strings.get(labelSets.value[e])}`);
    const values = samples.values.map((column) => column[row]).join(' ');
    return `${frames.map((frame) => frame.replace(/ :0$/, '')).join(';')} ${values}${labels.length > 0 ? ` {${labels.join()}}` : ''}`;
  }).sort();
}

export const typesText = ({ samples }: Capture): string[] => samples.types.map(({ type, unit }) => `${type}/${unit}`);
export const sums = ({ samples }: Capture): number[] =>
  samples.values.map((column) => column.reduce((sum, value) => sum + value, 0));
export const notesText = ({ notes }: Capture): string[] =>
  notes.map(({ kind, count, message }) => `${kind} ${count}: ${message}`);

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The first capture of a text. */
export async function openText(text: string): Promise<Capture> {
  const opened = await openBytes(encode(text));
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}

export async function openTexts(text: string): Promise<readonly Capture[]> {
  const opened = await openAll(encode(text));
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}

export async function refusalOf(text: string): Promise<EngineError> {
  const opened = await openBytes(encode(text));
  if (opened.ok) throw new Error('opened');
  return opened.error;
}
