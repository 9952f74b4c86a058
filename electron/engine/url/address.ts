import { engineError, type EngineError } from '@core/api/errors';
import { err, ok, type Result } from '@core/base/result';

/** Where captures come from over HTTP. */
export interface Address {
  /** Without user, password and fragment. Of a `base` the folder of the profiles, with a slash at its end. */
  readonly url: URL;
  /** `base`: an index of profiles. `file`: one answer is one capture (`…/heap`, `…/goroutine?debug=2`, `/metrics`). */
  readonly kind: 'base' | 'file';
  /** Value of the Authorization header, from the user and password in the URL; null without. Never shown, never written. */
  readonly authorization: string | null;
  /** `localhost:6060`: what names of captures begin with. */
  readonly host: string;
  /** The whole for people: no password, no values of parameters that could be secrets. */
  readonly shown: string;
}

const DEFAULT_PATH = '/debug/pprof/';
/** Parameters of net/http/pprof; the values of others are not shown: many are tokens. */
const PLAIN_PARAMETERS = new Set(['debug', 'seconds', 'gc', 'sample_index', 'n']);

/**
 * Reads `http(s)://host:port/debug/pprof/`, the same without a scheme or path, or the URL of one profile. Answers `bad-params` for what is no
 * address of that kind.
 */
export function readAddress(text: string): Result<Address, EngineError> {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  let url: URL;
  try {
    url = new URL(hasScheme ? text : `http://${text}`);
  } catch {
    // What is before an @ may be a password.
    const safe = text.replace(/\/\/[^/]*@/, '//…@').replace(/\?.*$/s, '?…');
    return err(badAddress(`${safe} is no URL`));
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return err(badAddress(`${url.protocol}// is not what captures are fetched with`));
  if (url.hostname === '') return err(badAddress('The URL names no host'));
  const { username, password } = url;
  let authorization: string | null = null;
  if (username !== '' || password !== '') {
    const plain = `${decoded(username)}:${decoded(password)}`;
    authorization = `Basic ${Buffer.from(plain, 'utf8').toString('base64')}`;
  }
  url.username = '';
  url.password = '';
  url.hash = '';
  const isBase = /^\/?$|\/$|\/pprof$/.test(url.pathname);
  if (isBase) {
    if (url.pathname === '/' || url.pathname === '') url.pathname = DEFAULT_PATH;
    else if (!url.pathname.endsWith('/')) url.pathname += '/';
  }
  return ok({ url, kind: isBase ? 'base' : 'file', authorization, host: url.host, shown: shownUrl(url) });
}

/** Without credentials, and with `…` for the values of parameters that are not pprof's own. */
export function shownUrl(url: URL): string {
  const query = [...url.searchParams]
    .map(([key, value]) => `${key}=${PLAIN_PARAMETERS.has(key) ? value : '…'}`)
    .join('&');
  return `${url.protocol}//${url.host}${url.pathname}${query === '' ? '' : `?${query}`}`;
}

/** A profile below a base, with the base's own parameters kept. */
export function profileUrl(base: URL, profile: string, parameters: Readonly<Record<string, string>> = {}): URL {
  const url = new URL(base);
  url.pathname += profile;
  for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
  return url;
}

/** `%zz` is what it is: a user name may hold a percent sign. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function badAddress(message: string): EngineError {
  return engineError('bad-params', message, { hint: 'Use http://HOST:PORT/debug/pprof/.' });
}
