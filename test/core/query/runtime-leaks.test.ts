import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineError } from '@core/api/errors';
import { err, ok } from '@core/base/result';
import { bytesSource, type ByteSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import { fetchLeaks } from '@core/query/runtime-leaks';
import { CAPTURES } from '../../support/fixtures';

const capture = (name: string): ByteSource =>
  bytesSource(name, new Uint8Array(readFileSync(path.join(CAPTURES, 'leakedmark', 'go1.27', name))));
const read = (source: ByteSource) => openSource(source, { signal: null, progress: () => undefined });

describe('fetchLeaks', () => {
  it('is the leak profile that the host fetched', async () => {
    const found = await fetchLeaks(
      { leaks: () => Promise.resolve(ok(capture('goroutineleak.pb.gz'))) },
      'src-1',
      read,
      null,
    );
    expect(found.ok && found.value.kind).toBe('goroutineleak');
  });
  it('refuses what is another profile, and says what address to give', async () => {
    const found = await fetchLeaks(
      { leaks: () => Promise.resolve(ok(capture('goroutine.pb.gz'))) },
      'src-1',
      read,
      null,
    );
    expect(found).toMatchObject({
      ok: false,
      error: { code: 'unrecognised', hint: expect.stringContaining('localhost:6060') as unknown },
    });
  });
  it('hands on why nothing came, and that a host fetches nothing', async () => {
    const refused = err(engineError('unreadable', 'localhost:1 refused the connection'));
    expect(await fetchLeaks({ leaks: () => Promise.resolve(refused) }, 'src-1', read, null)).toEqual(refused);
    expect(await fetchLeaks({}, 'src-1', read, null)).toMatchObject({ ok: false, error: { code: 'unreadable' } });
  });
});
