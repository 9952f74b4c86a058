import { engineError, type EngineError } from '@core/api/errors';
import { formatFileSize } from '@core/base/format';
import { shownUrl, type Address } from './address';
import type { HttpAnswer, HttpFailure, Limits } from './request';

/** Network and HTTP failures in plain words: what, where, why, what to do. Nothing here shows a password or a token. */

const CERTIFICATE = 'Set NODE_EXTRA_CA_CERTS to the file of the authority that signed it, in the form of PEM.';

/** Why there was no answer at all. */
export function explainFailure(url: URL, { code, message }: HttpFailure, limits: Limits): EngineError {
  const where = shownUrl(url);
  const { host } = url;
  const unreachable = (what: string, hint: string): EngineError =>
    engineError('unreadable', `${where} ${what}`, { hint });
  switch (code) {
    case 'ABORTED':
      return engineError('cancelled', 'Cancelled');
    case 'TOO_LARGE':
      return engineError('too-large', `${where} answers with more than ${formatFileSize(limits.bytes)}`, {
        reason: 'An answer is held in memory; this one may have no end.',
        hint: 'Save a part of it to a file and open that.',
      });
    case 'ECONNREFUSED':
      return unreachable(
        `refused the connection: nothing listens on ${host}`,
        'Check the port, and that the program runs and serves net/http/pprof on an address that can be reached from here.',
      );
    case 'ENOTFOUND':
    case 'EAI_NONAME':
      return unreachable(`was not reached: ${url.hostname} is no known host`, 'Check the spelling of the host.');
    case 'EAI_AGAIN':
      return unreachable(
        `was not reached: the name ${url.hostname} could not be looked up`,
        'Check the network, or give the address as a number.',
      );
    case 'TIMEOUT_CONNECT':
    case 'ETIMEDOUT':
      return unreachable(
        'was not reached: the host did not answer in time',
        'Check the address and firewalls between here and there; --timeout gives it longer.',
      );
    case 'TIMEOUT_ANSWER':
      return unreachable(
        'took the connection and gave no answer in time',
        'The program may be stopped, overloaded or stuck; --timeout gives it longer.',
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return unreachable('was not reached: there is no way to that host from here', 'Check the network or the tunnel.');
    case 'ECONNRESET':
    case 'EPIPE':
      return unreachable(
        'closed the connection without an answer',
        url.protocol === 'http:'
          ? `The program may have ended, or speak TLS: try again, or https://${host}${url.pathname}.`
          : 'The program may have ended; try again.',
      );
    case 'CERT_HAS_EXPIRED':
      return unreachable('has a certificate that has expired', 'Renew it, or use the program’s plain port.');
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return unreachable(
        `has a certificate for another name than ${url.hostname}`,
        'Use the name that it was made for.',
      );
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return unreachable('has a certificate that it signed itself', CERTIFICATE);
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return unreachable('has a certificate of an authority that is not known here', CERTIFICATE);
    default:
      if (url.protocol === 'https:' && (code === 'EPROTO' || code.startsWith('ERR_SSL')))
        return unreachable('does not speak TLS', `Use http://${host}${url.pathname} where that is meant.`);
      if (code.startsWith('HPE_'))
        return unreachable('does not answer in HTTP', 'Check the port: another service listens there.');
      return {
        ...unreachable('could not be fetched', 'Fetch it with curl and open the file.'),
        reason: message.length > 200 ? code : message,
      };
  }
}

/** Null for an answer that can hold what was asked for. */
export function explainAnswer({ authorization }: Address, url: URL, answer: HttpAnswer): EngineError | null {
  const where = shownUrl(url);
  const { status } = answer;
  const said = saidIn(answer);
  const refused = (what: string, hint: string): EngineError =>
    engineError('unreadable', `${where} ${what}`, { reason: said === '' ? '' : `It says: ${said}`, hint });
  if (status === 200) return answer.body.length === 0 ? emptyAnswer(where, answer) : webPage(where, answer);
  if (status === 401)
    return authorization === null
      ? refused('wants a user name and password (401)', 'Give them in the URL: http://USER:PASSWORD@HOST:PORT/….')
      : refused('does not take this user name and password (401)', 'Check them, and that they are for this host.');
  if (status === 403)
    return refused('forbids this (403)', 'Ask who runs it for the right, or fetch it where it is allowed.');
  if (status === 404 || status === 405)
    return ofPprof(answer)
      ? refused('has no profile of this name (404)', 'Open …/debug/pprof/ itself to see which there are.')
      : refused(
          `does not exist there (${status})`,
          'Check the path; the program must import net/http/pprof and serve its handlers on this port.',
        );
  if (status === 400 && /HTTP request to an HTTPS server/i.test(said))
    return refused('speaks TLS', `Use https://${url.host}${url.pathname}.`);
  if (status === 429)
    return refused('says that there were too many requests (429)', 'Wait, or ask less often: --every.');
  if (status >= 500)
    return refused(
      `failed (${status})`,
      ofPprof(answer)
        ? 'Try again; a CPU profile or trace can be taken by one client at a time only.'
        : 'Try again; a proxy in front of the program may be what fails.',
    );
  return refused(`answered with ${status}`, 'Fetch it with curl and open the file.');
}

/** net/http/pprof marks its refusals. */
function ofPprof({ headers }: HttpAnswer): boolean {
  return headers['x-go-pprof'] !== undefined;
}

function emptyAnswer(where: string, { cut }: HttpAnswer): EngineError {
  if (cut !== null)
    return engineError('unreadable', `${where} sent nothing: ${cut}`, {
      hint: 'Try again; --timeout gives it longer.',
    });
  return engineError('empty', `${where} answered with nothing`, { hint: 'Fetch it with curl to see what it sends.' });
}

/** A page where a profile was asked for: a sign-in, or an error of a proxy. */
function webPage(where: string, answer: HttpAnswer): EngineError | null {
  const type = answer.headers['content-type'] ?? '';
  if (!/^text\/html/i.test(type) && !/^\s*<(!doctype html|html)/i.test(answer.body.toString('latin1', 0, 200)))
    return null;
  const title = titleOf(answer.body);
  return engineError('unrecognised', `${where} answered with a web page, not a capture`, {
    reason: title === '' ? '' : `The page is called “${title}”.`,
    hint: /log.?in|sign.?in|auth|sso/i.test(title)
      ? 'It wants you to sign in: use an address behind that (a tunnel, kubectl port-forward).'
      : 'Check the path; a proxy or another program may answer in its place.',
  });
}

export function redirectRefused(from: URL, to: URL): EngineError {
  const target = `${to.protocol}//${to.host}`;
  const why =
    to.hostname.toLowerCase() === from.hostname.toLowerCase() && to.protocol === 'http:' && from.protocol === 'https:'
      ? 'Going from https to http would give away what is sent.'
      : 'Redirects are followed on the same host only: it may be a sign-in page.';
  return engineError('unreadable', `${shownUrl(from)} sends you on to ${target}`, {
    reason: why,
    hint: 'Give the address of the program itself (a tunnel, kubectl port-forward).',
  });
}

export function redirectLoop(from: URL, steps: number): EngineError {
  return engineError('unreadable', `${shownUrl(from)} redirects in a circle`, {
    reason: `${steps} redirects were followed.`,
    hint: 'Give the address of the program itself.',
  });
}

/** `<title>` of a page, without markup. */
function titleOf(body: Buffer): string {
  const head = body.toString('utf8', 0, 16_384);
  const found = /<title[^<>]{0,200}>([^<]{0,300})/i.exec(head)?.[1] ?? '';
  return clean(found, 80);
}

/** The first line of a short plain answer. */
function saidIn({ body, headers }: HttpAnswer): string {
  if (/html/i.test(headers['content-type'] ?? '')) return titleOf(body);
  const text = body.toString('utf8', 0, 2_000);
  if (/[\0-\b\x0e-\x1f]/.test(text)) return '';
  return clean(text.split('\n').find((line) => line.trim() !== '') ?? '', 160);
}

function clean(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
