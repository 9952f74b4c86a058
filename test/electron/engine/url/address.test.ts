import { describe, expect, it } from 'vitest';
import { profileUrl, readAddress, shownUrl } from '../../../../electron/engine/url/address';

function read(text: string) {
  const address = readAddress(text);
  if (!address.ok) throw new Error(address.error.message);
  return address.value;
}

describe('an address', () => {
  it.each([
    ['localhost:6060', 'http://localhost:6060/debug/pprof/'],
    ['localhost:6060/', 'http://localhost:6060/debug/pprof/'],
    ['http://h:1', 'http://h:1/debug/pprof/'],
    ['https://h/debug/pprof', 'https://h/debug/pprof/'],
    ['h:80/internal/pprof/', 'http://h/internal/pprof/'],
    ['http://[::1]:6060/debug/pprof/', 'http://[::1]:6060/debug/pprof/'],
  ])('%s is the base %s', (text, url) => {
    expect(read(text)).toMatchObject({ kind: 'base', shown: url });
  });
  it.each([
    'h:1/debug/pprof/heap',
    'http://h/debug/pprof/goroutine?debug=2',
    'http://h/metrics',
    'http://h/debug/vars',
  ])('%s is one capture', (text) => expect(read(text).kind).toBe('file'));
  it('keeps a password out of all that is shown', () => {
    const address = read('http://ann:p%40ss@h:1/debug/pprof/?token=tomato&debug=2#x');
    expect(address.authorization).toBe(`Basic ${Buffer.from('ann:p@ss').toString('base64')}`);
    expect(address.shown).toBe('http://h:1/debug/pprof/?token=…&debug=2');
    expect(JSON.stringify({ ...address, url: address.url.href, authorization: null })).not.toMatch(/p%40ss|p@ss|ann/);
  });
  it.each(['ftp://u:secret@h/', 'http://u:secret@h:99999999/', 'http://u:secret@/x?secret'])(
    '%s is refused without its password',
    (text) => {
      const address = readAddress(text);
      expect(address.ok ? '' : address.error.code).toBe('bad-params');
      expect(JSON.stringify(address)).not.toContain('secret');
    },
  );
  it('profiles are below the base, with its parameters', () => {
    expect(profileUrl(read('http://h/p/pprof/?token=t').url, 'goroutine', { debug: '2' }).href).toBe(
      'http://h/p/pprof/goroutine?token=t&debug=2',
    );
    expect(shownUrl(new URL('http://h/x?a=1&seconds=5'))).toBe('http://h/x?a=…&seconds=5');
  });
});
