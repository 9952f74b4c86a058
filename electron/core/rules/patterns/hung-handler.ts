import { sketch } from '../advice';
import { pattern } from '../pattern';
import { item, NO_EVIDENCE } from '../evidence';

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
  // What sends or waits in a Cond has patterns of its own, whoever it works for.
  operations: ['chan receive', 'select', 'semacquire'],
  frames: [/^net\/http\.(?:\(\*conn\)\.serve|\(\*timeoutHandler\)\.ServeHTTP\.func\d+)$/],
  matches: (facts) => facts.siteName !== '' && !facts.siteName.startsWith('net/http.'),
  evidence: (facts) =>
    facts.has(TIMED) && facts.weightWith([WAITS_FOR_HANDLER]) * 2 <= facts.count
      ? {
          items: [
            item(
              'timedOut',
              4,
              facts.count === 1
                ? 'http.TimeoutHandler has answered for it: nobody waits for what it answers.'
                : 'http.TimeoutHandler has answered for them: nobody waits for what they answer.',
            ),
          ],
          decisive: false,
        }
      : NO_EVIDENCE,
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
