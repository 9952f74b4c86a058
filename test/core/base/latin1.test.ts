import { expect, test } from 'vitest';
import { latin1 } from '@core/base/latin1';

test('every byte is the character of its number, also beyond one chunk', () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => i & 255);
  const text = latin1(bytes);
  expect(text.length).toBe(20_000);
  for (let i = 0; i < bytes.length; i++) if (text.charCodeAt(i) !== bytes[i]) throw new Error(`byte ${i}`);
  expect(latin1(bytes, 0x89, 0x8b)).toBe('\x89\x8a');
});
