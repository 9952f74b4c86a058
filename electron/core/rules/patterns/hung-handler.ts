import { sketch } from '../advice';
import { pattern } from '../pattern';
import { item } from '../evidence';
import { pronouns } from '../words';

/** The handler that has a limit of time, and who waits for it (net/http/server.go). */
const TIMED = /^net\/http\.\(\*timeoutHandler\)\.ServeHTTP\.func\d+$/;
const WAITS_FOR_HANDLER = /^net\/http\.\(\*timeoutHandler\)\.ServeHTTP$/;

export const HANDLER_MARKS = [TIMED, WAITS_FOR_HANDLER];

export const hungHandler = pattern({
  id: 'hung-handler',
  numbers: [44],
  reports: 'HTTP handlers that wait for something that does not come, while their clients wait for them.',
  traps:
    'Server-sent events, long polls and websockets wait in a select on purpose; only growth, or a wait without a way out, is reported.',
  operations: ['chan receive', 'select', 'cond wait', 'semacquire', 'chan send'],
  frames: [/^net\/http\.(?:\(\*conn\)\.serve|\(\*timeoutHandler\)\.ServeHTTP\.func\d+)$/],
  matches: (facts) => facts.siteName !== '' && !facts.siteName.startsWith('net/http.'),
  evidence: (facts) => {
    const { counts, membership } = facts.trend;
    const atWork = facts.related.some((other) => other.isLive && other.allowed === null);
    const one = facts.operation !== 'select';
    // Without ids as many in all captures may be others each time: handlers under load wait for what works elsewhere.
    const asMany =
      membership === null &&
      counts.length >= 3 &&
      counts.every(({ count }, i) => count > 0 && (i === 0 || count >= (counts[i - 1]?.count ?? 0)));
    const stays = membership !== null && membership.captures >= 3 && membership.first > 0 && membership.ended === 0;
    return {
      items: [
        ...(facts.has(TIMED) && facts.weightWith([WAITS_FOR_HANDLER]) * 2 <= facts.count
          ? [
              item(
                'timedOut',
                4,
                facts.count === 1
                  ? 'http.TimeoutHandler has answered for it: nobody waits for what it answers.'
                  : 'http.TimeoutHandler has answered for them: nobody waits for what they answer.',
              ),
            ]
          : []),
        ...(one && asMany && !atWork
          ? [
              item(
                'asMany',
                3,
                `There are never fewer of ${pronouns(facts.count).them}, and no goroutine that shares code with ${pronouns(facts.count).them} is at work.`,
              ),
            ]
          : []),
        ...(one && stays
          ? [
              item(
                'noWayOut',
                3,
                'The same requests stand there in all captures, in a wait for one thing that their client cannot end.',
              ),
            ]
          : []),
      ],
      decisive: false,
    };
  },
  cause: 'the handler cannot go on',
  creatorsTell: false,
  advice: {
    steps: [
      'Wait for the client as well: select on r.Context().Done() beside whatever the handler waits for.',
      'Give the work a deadline: context.WithTimeout(r.Context(), …).',
    ],
    fix: sketch(
      'Leave when the client leaves.',
      '-res := <-done',
      '+select {',
      '+case res := <-done:',
      '+\twrite(w, res)',
      '+case <-r.Context().Done():',
      '+\treturn',
      '+}',
    ),
  },
});
