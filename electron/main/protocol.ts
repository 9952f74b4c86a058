import { readFile, realpath } from 'node:fs/promises';
import { extname, sep } from 'node:path';
import { APP_ORIGIN, APP_SCHEME } from '@ipc/channels';
import { protocol } from 'electron';

/**
 * What the page may load. No inline script, no eval, no frame, no form, no connection: data comes over the engine port. Only
 * style attributes are let in, because positioning of overlays writes them; they cannot run or load anything.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the files of the renderer bundle in `root`, and nothing else, as `app://parkscope/…`. */
export function servePage(root: string): void {
  protocol.handle(APP_SCHEME, ({ method, url }) => answerPage(root, method, url));
}

export async function answerPage(root: string, method: string, url: string): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return refuse(405);
  const path = requestedPath(url);
  if (path === null) return refuse(400);
  const type = TYPES[extname(path)];
  if (type === undefined) return refuse(404);
  try {
    // Links are followed before comparing: the bundle itself may be reached over one, but nothing in it may lead out.
    const base = await realpath(root);
    const file = await realpath(base + path.split('/').join(sep));
    if (!file.startsWith(base + sep)) return refuse(403);
    const headers = {
      'content-type': type,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    };
    return new Response(method === 'HEAD' ? null : await readFile(file), { headers });
  } catch (error) {
    return refuse(error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 404 : 403);
  }
}

/** `/index.html` for `/`; null for whatever is not a plain path below our origin, in any spelling. */
function requestedPath(url: string): string | null {
  if (!url.startsWith(`${APP_ORIGIN}/`)) return null;
  const raw = url.slice(APP_ORIGIN.length).replace(/[?#].*$/s, '');
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return null;
  }
  if (path === '/') return '/index.html';
  const parts = path.slice(1).split('/');
  const plain = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\\0:]/.test(part));
  return plain ? path : null;
}

function refuse(status: number): Response {
  return new Response(null, { status });
}
