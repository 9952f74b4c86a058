import { formatCount } from '@core/base/format';
import { sketch } from '../advice';
import { pattern } from '../pattern';
import { item } from '../evidence';
import type { GroupFacts } from '../facts/facts';

const READ_LOOP = /^net\/http\.\(\*persistConn\)\.readLoop$/;
const LOOPS =
  /^net\/http\.\(\*persistConn\)\.(?:readLoop|writeLoop)$|http2\.?\(?\*?(?:http2)?clientStream\)\.(?:doRequest|writeRequest)$/;
const HTTP2 = /http2\.?\(?\*?(?:http2)?clientStream\)\.(?:doRequest|writeRequest)$/;
/** Where a client waits for a response or reads its body. */
const WAITS_FOR_HEAD =
  /^net\/http\.\(\*persistConn\)\.roundTrip$|http2\.?\(?\*?(?:http2)?ClientConn\)\.(?:roundTrip|RoundTrip)$/;
const READS_BODY =
  /^net\/http\.\(\*(?:bodyEOFSignal|body)\)\.Read$|http2\.?\(?\*?(?:http2)?transportResponseBody\)?\.Read$/;

/** Goroutines that use a response now. */
function users(facts: GroupFacts): number {
  return facts.weightWith([WAITS_FOR_HEAD, READS_BODY]);
}

export const httpBodyUnclosed = pattern({
  id: 'http-body-unclosed',
  numbers: [41],
  reports:
    'HTTP client connections with a response that nobody reads or closes: readLoop waits in its select, not for the next response.',
  traps:
    'Responses that are being read (streams, SSE, long polls): a goroutine stands in roundTrip or reads the body for each of them.',
  operations: ['select'],
  frames: [LOOPS],
  // The writer of such a connection waits as every other does: it belongs to those whose reader does not.
  matches: (facts) =>
    facts.has(HTTP2) ||
    facts.has(READ_LOOP) ||
    facts.weightWith([READ_LOOP], 'select') * 2 > facts.weightWith([READ_LOOP]),
  prior: 0,
  evidence: (facts) => {
    const busy = users(facts);
    const idle = facts.count - busy;
    return idle > 0 && idle * 2 >= facts.count
      ? {
          items: [
            item(
              'unread',
              4,
              `${formatCount(facts.count)} responses are outstanding and ${busy === 0 ? 'no goroutine waits' : `only ${formatCount(busy)} goroutines wait`} for one or reads a body.`,
            ),
          ],
          decisive: false,
        }
      : {
          items: [item('inUse', -3, `${formatCount(busy)} goroutines wait for a response or read a body.`)],
          decisive: false,
        };
  },
  overridesAllowList: true,
  cause: 'the body was not closed',
  creatorsTell: false,
  advice: {
    steps: [
      'Close every response body: defer resp.Body.Close() right after the error check; read it to the end (io.Copy(io.Discard, …)) so that the connection can be used again.',
    ],
    fix: sketch(
      'Close the body.',
      ' resp, err := client.Do(req)',
      ' if err != nil {',
      ' \treturn err',
      ' }',
      '+defer resp.Body.Close()',
    ),
  },
});

export const HTTP_BODY_MARKS = [READ_LOOP, HTTP2, WAITS_FOR_HEAD, READS_BODY];
