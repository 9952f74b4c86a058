import { expect, test } from 'vitest';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import { captureFor, possibleGroupBy, profileParams } from '../../../renderer/state/scope';
import { INITIAL_VIEW } from '../../../renderer/state/view';
import { aDocument } from '../views/findings/a-finding';

const [one] = aDocument.captures as readonly [CaptureInfo, ...CaptureInfo[]];
const leak: CaptureInfo = { ...one, index: 2, kind: 'goroutineleak', counts: { ...one.counts, goroutines: null } };
const heap: CaptureInfo = { ...one, index: 3, kind: 'heap', counts: { ...one.counts, goroutines: null } };
const withMore = (...more: CaptureInfo[]): DocumentInfo => ({
  ...aDocument,
  captures: [...aDocument.captures, ...more],
});

test('profiles prefer what has no goroutines, and a leak profile is not a whole picture', () => {
  expect(captureFor(withMore(leak, heap), INITIAL_VIEW, 'profile')).toBe(heap);
  expect(captureFor(withMore(leak), INITIAL_VIEW, 'profile')?.kind).toBe('goroutine');
  expect(captureFor({ ...aDocument, captures: [leak] }, INITIAL_VIEW, 'profile')).toBe(leak);
  expect(captureFor(withMore(leak), { ...INITIAL_VIEW, capture: 2 }, 'profile')).toBe(leak);
});

test('a capture is grouped by what it has', () => {
  const labelled = { ...one, labelKeys: ['tenant'] };
  expect(possibleGroupBy('label:tenant', labelled)).toBe('label:tenant');
  expect(possibleGroupBy('label:tenant', one)).toBe('stack');
  expect(possibleGroupBy('creator', one)).toBe('stack');
  expect(possibleGroupBy('creator', { ...one, format: 'goroutine-dump' })).toBe('creator');
});

test('hidden frames are asked for where there are some', () => {
  const shown = { ...INITIAL_VIEW, runtimeFrames: true };
  const hiding = { ...aDocument, captures: [{ ...one, hidesFrames: true }] };
  expect(profileParams(hiding, shown)).toMatchObject({ runtimeFrames: true });
  expect(profileParams(hiding, INITIAL_VIEW)).not.toHaveProperty('runtimeFrames');
  expect(profileParams({ ...aDocument, captures: [one] }, shown)).not.toHaveProperty('runtimeFrames');
});
