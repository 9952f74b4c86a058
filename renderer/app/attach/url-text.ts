import { err, ok, type Result } from '@core/base/result';
import { t } from '../../i18n/t';

/** Not `URL.canParse`: the oldest Chromium that this runs in has none. */
function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** The base of net/http/pprof that a typed address stands for; a host alone means http and the usual path. Errors are one sentence. */
export function pprofBase(typed: string): Result<string, string> {
  const text = typed.trim();
  if (text === '') return err('');
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = parsed(withScheme);
  if (url === null) return err(t('This is no address. It looks like http://host:6060/debug/pprof/.'));
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return err(t('{protocol} cannot be asked; http and https can.', { protocol: url.protocol.replace(':', '') }));
  if (url.hostname === '') return err(t('The address has no host.'));
  if (url.pathname === '/' || url.pathname === '') url.pathname = '/debug/pprof/';
  url.hash = '';
  return ok(url.href);
}
