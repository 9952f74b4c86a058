/** The views that are there without a process, each with the key that opens it after `v`, in the order in which tests go through them. */
export const VIEWS = [
  ['findings', 'f'],
  ['rules', 'r'],
  ['groups', 'g'],
  ['waiters', 'w'],
  ['flame', 'l'],
  ['top', 't'],
  ['source', 's'],
  ['heap', 'h'],
  ['metrics', 'm'],
  ['timeline', 'i'],
  ['compare', 'c'],
] as const;

type ViewWord = (typeof VIEWS)[number][0];

/** Views that a series of goroutine profiles fills. */
export const GOROUTINE_VIEWS = VIEWS.filter(([name]) => name !== 'heap' && name !== 'metrics' && name !== 'timeline');

/** One view with its key. */
export function viewNamed(word: ViewWord): (typeof VIEWS)[number] {
  const found = VIEWS.find(([name]) => name === word);
  if (found === undefined) throw new Error(`there is no view ${word}`);
  return found;
}
