import type { FlameWords } from '@core/api/picture';

export const ENGLISH: FlameWords = {
  all: 'all {total}',
  whole: '{drawn} boxes',
  drawn: '{drawn} boxes drawn, {narrow} narrower than {px} px shown as ticks',
  tick: '{count} narrower boxes',
  box: '{value}, {share} of all, {flat} in itself',
  change: 'was {base}, now {now}',
  inlined: 'inlined',
  own: 'own code',
  dependency: 'dependencies',
  std: 'standard library',
  runtime: 'runtime',
  more: '{count} more packages',
  less: 'less',
  grown: 'more',
};

/** Puts values where a sentence has `{name}`. */
export function filled(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
