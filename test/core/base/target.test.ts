import { expect, it } from 'vitest';
import { targetKind } from '@core/base/target';

it.each([
  ['4711', 'process'],
  ['http://localhost:6060/debug/pprof/heap', 'url'],
  ['https://prod-3/debug/pprof/', 'url'],
  ['localhost:6060', 'url'],
  ['10.0.0.7:6060/debug/pprof', 'url'],
  ['heap.pb.gz', 'file'],
  ['4711.txt', 'file'],
  ['C:\\dumps\\g.txt', 'file'],
  ['./4711', 'file'],
  ['dir/with:colon', 'file'],
])('%s is a %s', (text, kind) => expect(targetKind(text)).toBe(kind));
