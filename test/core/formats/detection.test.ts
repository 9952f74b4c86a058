import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claimants } from '@core/formats/registry';
import { asUtf8 } from '@core/formats/text-encoding';
import { gunzipSync } from 'node:zlib';
import { BAD, CAPTURES, captureFiles } from '../../support/fixtures';
import { openBytes } from '../../support/check-import';

function claims(bytes: Uint8Array): string[] {
  let content = bytes;
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (gzip) content = gunzipSync(bytes, { finishFlush: 2 });
  const head = asUtf8(content.subarray(0, 65536)).bytes;
  const text = new TextDecoder('latin1').decode(head);
  return claimants({ head, text, compression: gzip ? 'gzip' : 'none' }).map((format) => format.name);
}

/** Which format each kind of fixture must be claimed by, from its name; the detectors see content only. */
function expected(file: string): string[] {
  if (/^metrics-[^/]*\/(?:prometheus|openmetrics)/.test(file)) return ['prometheus'];
  if (/^metrics-[^/]*\/runtime/.test(file)) return ['runtime-metrics'];
  if (/^metrics-.*\.json$/.test(file)) return ['expvar'];
  if (file.endsWith('.out')) return ['trace'];
  if (/\/(block|mutex)\..*txt$/.test(file)) return ['contention-text'];
  if (file.endsWith('.pb.gz')) return ['pprof'];
  if (/\/(heap|allocs)\..*txt$/.test(file)) return ['heap-text'];
  return /\.debug1\.txt$|\/custom\./.test(file) ? ['goroutine-text'] : ['goroutine-dump'];
}

describe('detection without names', () => {
  test('every capture is claimed by exactly its format', () => {
    const files = captureFiles(/\.(pb\.gz|txt|out)$|^metrics-.*\.json$/);
    expect(files.length).toBeGreaterThan(100);
    const wrong = files.filter((file) => claims(readFileSync(join(CAPTURES, file))).join() !== expected(file).join());
    expect(wrong).toEqual([]);
  });

  test('no bad input is claimed twice', () => {
    const twice = readdirSync(BAD)
      .filter((file) => !/\.(md|mjs)$/.test(file) && !/header-only\.pb|bad-checksum/.test(file))
      .filter((file) => claims(readFileSync(join(BAD, file))).length > 1);
    expect(twice).toEqual([]);
  });
});

describe('bad input', () => {
  const answers: Record<string, string> = {
    'empty.pb.gz': 'empty',
    'only-spaces.txt': 'empty',
    'crash-goexit.txt': 'unrecognised',
    'crash-traceback-none.txt': 'unrecognised',
    'html-502.pb.gz': 'unrecognised',
    'html-502-gzipped.pb.gz': 'unrecognised',
    'truncated.pb.gz': 'truncated',
    'truncated-raw.pb': 'truncated',
    'gzip-header-only.pb.gz': 'truncated',
    'bad-checksum.pb.gz': 'malformed',
    'two-gzip-members.pb.gz': 'malformed',
    'two-raw-profiles.pb': 'malformed',
    'random.bin': 'unrecognised',
    'random.pb.gz': 'unrecognised',
    'picture.png': 'unrecognised',
    'object.json': 'unrecognised',
    'trace-go1.19.out': 'unsupported-version',
    'trace-future.out': 'unsupported-version',
    'trace-header-only.out': 'truncated',
    'dump-cut-mid-record.txt': 'ok',
    'text-called-gzip.pb.gz': 'ok',
    'utf16.txt': 'ok',
  };
  for (const [file, code] of Object.entries(answers)) {
    test(`${file}: ${code}`, async () => {
      const opened = await openBytes(readFileSync(join(BAD, file)), file);
      expect(opened.ok ? 'ok' : opened.error.code).toBe(code);
      if (!opened.ok) {
        expect(opened.error.message).toContain(file);
        expect(opened.error.reason).not.toBe('');
      }
    });
  }

  test('a web page is answered with its title and the command that fetches the real thing', async () => {
    const opened = await openBytes(readFileSync(join(BAD, 'html-502.pb.gz')), 'profile.pb.gz');
    if (opened.ok) throw new Error('opened');
    expect(opened.error.message).toBe('profile.pb.gz is a web page, not a profile');
    expect(opened.error.reason).toContain('“502 Bad Gateway”');
    expect(opened.error.command).toBe('curl -f -o profile.pb.gz "http://HOST:PORT/debug/pprof/heap"');
  });

  test('a name with shell characters is quoted in the command', async () => {
    const opened = await openBytes(readFileSync(join(BAD, 'html-502.pb.gz')), "a'; rm -rf x.gz");
    expect(!opened.ok && opened.error.command).toBe(
      `curl -f -o 'a'\\''; rm -rf x.gz' "http://HOST:PORT/debug/pprof/heap"`,
    );
  });

  test('what the program answered instead is quoted', async () => {
    const opened = await openBytes(new TextEncoder().encode('404 page not found\n'), 'goroutine.pb.gz');
    expect(!opened.ok && opened.error.message).toBe('goroutine.pb.gz is an error message, not a profile');
    expect(!opened.ok && opened.error.hint).toContain('/debug/pprof/goroutine');
  });

  test('an unreadable source keeps the words of its host', async () => {
    const { openSource } = await import('@core/formats/open');
    const source = {
      name: 'x.txt',
      size: 10,
      modifiedMs: null,
      read: () => Promise.reject(new Error('EACCES: permission denied')),
    };
    const opened = await openSource(source);
    expect(!opened.ok && opened.error).toMatchObject({ code: 'unreadable', reason: 'EACCES: permission denied' });
  });
});
