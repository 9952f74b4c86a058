import { sketch } from '../advice';
import { pattern } from '../pattern';
import { item } from '../evidence';

export const httpServerNoTimeouts = pattern({
  id: 'http-server-no-timeouts',
  numbers: [43],
  reports:
    'Connections of an HTTP server that stand for long in the middle of a request: clients that never finish sending it.',
  traps: 'Idle keep-alive connections wait for the next request (Peek) and are fine.',
  operations: ['io wait'],
  frames: [/^net\/http\.\(\*conn\)\.readRequest$/],
  prior: 0,
  evidence: (facts) => {
    const { membership } = facts.trend;
    const stays = membership !== null && membership.captures >= 3 && membership.stayed > 0;
    return {
      items: stays
        ? [
            item(
              'halfRequest',
              2,
              'The same connections are in the middle of a request in all captures: no ReadHeaderTimeout ends them.',
            ),
          ]
        : [],
      decisive: false,
    };
  },
  overridesAllowList: true,
  cause: 'no timeout ends them',
  creatorsTell: false,
  advice: {
    steps: ['Set ReadHeaderTimeout (and ReadTimeout, WriteTimeout, IdleTimeout) on the http.Server.'],
    fix: sketch(
      'Set the timeouts.',
      ' srv := &http.Server{',
      ' \tHandler: mux,',
      '+\tReadHeaderTimeout: 5 * time.Second,',
      '+\tIdleTimeout:       2 * time.Minute,',
      ' }',
    ),
  },
});
