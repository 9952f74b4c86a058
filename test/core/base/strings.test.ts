import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GrowableColumn } from '@core/base/columns';
import { Interner, LazyStrings } from '@core/base/strings';

it('interns each string once, and 0 is the empty one', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (values) => {
      const strings = new Interner();
      const ids = values.map((value) => strings.intern(value));
      ids.forEach((id, i) => expect(strings.get(id)).toBe(values[i]));
      expect(strings.count).toBe(new Set(['', ...values]).size);
    }),
  );
});

it('decodes ranges of the buffer when asked, also past its end of rows', () => {
  const bytes = new TextEncoder().encode('main.maingrün');
  const strings = new LazyStrings(bytes, Uint32Array.of(0, 0, 9), Uint32Array.of(0, 9, bytes.length));
  expect([0, 1, 2, 1].map((id) => strings.get(id))).toEqual(['', 'main.main', 'grün', 'main.main']);
  expect(strings.get(7)).toBe('');
});

it('grows a column without losing rows', () => {
  const column = new GrowableColumn(Uint32Array, 2);
  for (let i = 0; i < 1000; i++) expect(column.push(i * 3)).toBe(i);
  const done = column.finish();
  expect(done.length).toBe(1000);
  expect(done[999]).toBe(2997);
});
