import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ protocol: {} }));
const { answerPage, CONTENT_SECURITY_POLICY } = await import('../../../electron/main/protocol');

const base = mkdtempSync(join(tmpdir(), 'parkscope-page-'));
const root = join(base, 'link-to-bundle');

beforeAll(() => {
  mkdirSync(join(base, 'bundle', 'assets'), { recursive: true });
  symlinkSync(join(base, 'bundle'), root);
  writeFileSync(join(base, 'bundle', 'index.html'), '<title>page</title>');
  writeFileSync(join(base, 'bundle', 'assets', 'a b.js'), 'export {}');
  writeFileSync(join(base, 'bundle', 'notes.md'), 'not served');
  writeFileSync(join(base, 'secret.json'), '{"secret":true}');
  symlinkSync(join(base, 'secret.json'), join(base, 'bundle', 'leads-out.json'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const get = (url: string, method = 'GET'): Promise<Response> => answerPage(root, method, url);

describe('what is served', () => {
  it.each([
    ['app://parkscope/', 'text/html; charset=utf-8', '<title>page</title>'],
    ['app://parkscope/index.html?x=1#y', 'text/html; charset=utf-8', '<title>page</title>'],
    ['app://parkscope/assets/a%20b.js', 'text/javascript; charset=utf-8', 'export {}'],
  ])('%s', async (url, type, body) => {
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe(body);
  });
});

describe('what is refused', () => {
  it.each([
    ['a step up', 'app://parkscope/../secret.json'],
    ['an encoded step up', 'app://parkscope/%2e%2e/secret.json'],
    ['encoded slashes', 'app://parkscope/..%2fsecret.json'],
    ['a step up inside', 'app://parkscope/assets/../../secret.json'],
    ['backslashes', 'app://parkscope/..\\secret.json'],
    ['encoded backslashes', 'app://parkscope/..%5csecret.json'],
    ['an absolute path', 'app://parkscope//etc/passwd.json'],
    ['a drive', 'app://parkscope/C:/secret.json'],
    ['a zero byte', 'app://parkscope/index.html%00.json'],
    ['a link out of the bundle', 'app://parkscope/leads-out.json'],
    ['broken escapes', 'app://parkscope/%zz.html'],
    ['another host', 'app://elsewhere/index.html'],
    ['a host that begins like ours', 'app://parkscope.example/index.html'],
    ['a kind of file the page does not need', 'app://parkscope/notes.md'],
    ['a folder', 'app://parkscope/assets/'],
    ['what is not there', 'app://parkscope/missing.js'],
  ])('%s: %s', async (_what, url) => {
    const response = await get(url);
    expect(response.ok).toBe(false);
    expect(await response.text()).toBe('');
  });
  it('other methods', async () => {
    expect((await get('app://parkscope/index.html', 'POST')).status).toBe(405);
  });
});

describe('the content policy', () => {
  const directives = new Map(
    CONTENT_SECURITY_POLICY.split('; ').map((directive) => [directive.split(' ')[0], directive]),
  );

  it('allows nothing by default and scripts only from our files', () => {
    expect(directives.get('default-src')).toBe("default-src 'none'");
    expect(directives.get('script-src')).toBe("script-src 'self'");
  });
  it('names no remote origin, no eval and no connection', () => {
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/https?:|\*|unsafe-eval|connect-src/);
  });
});
