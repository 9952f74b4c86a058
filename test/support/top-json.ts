import { expect } from 'vitest';
import { cli } from './cli';
import type { PprofRow } from './go';

export interface TopJson {
  readonly sampleType: { readonly type: string; readonly unit: string };
  readonly total: number;
  readonly rows: readonly { readonly function: string; readonly flat: number; readonly cum: number }[];
}

/** Every row of `parkscope top`. */
export async function topJson(...args: string[]): Promise<TopJson> {
  const { code, stdout, stderr } = await cli(['top', '-n', '0', '--format', 'json', ...args]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as TopJson;
}

/** Rows of either side in one form. */
export const plain = (rows: readonly (TopJson['rows'][number] | PprofRow)[]): string[] =>
  rows.map((row) => `${row.flat} ${row.cum} ${row.function}`);
