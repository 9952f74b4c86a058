import { sketch } from '../advice';
import { pattern } from '../pattern';
import { item } from '../evidence';
import { formatCount } from '@core/base/format';

/** net/http: DefaultTransport keeps a hundred idle connections. */
const IDLE_POOL = 100;

export const transportPerRequest = pattern({
  id: 'transport-per-request',
  numbers: [42],
  reports:
    'Idle connections of HTTP clients that become more and more: each request makes a Transport of its own, whose pool is never closed.',
  traps: 'One pool of keep-alive connections: at most MaxIdleConns, and steady.',
  operations: ['io wait', 'select'],
  frames: [/^net\/http\.\(\*persistConn\)\.(?:readLoop|writeLoop)$/],
  prior: 1,
  evidence: (facts) => ({
    items:
      facts.count > IDLE_POOL
        ? [
            item(
              'beyondPool',
              3,
              `${formatCount(facts.count)} idle connections are more than one Transport keeps (${IDLE_POOL}).`,
            ),
          ]
        : [],
    decisive: false,
  }),
  overridesAllowList: true,
  cause: 'each belongs to a pool of its own',
  creatorsTell: false,
  advice: {
    steps: [
      'Make one http.Client (one Transport) and use it for all requests; where one must be thrown away, call CloseIdleConnections.',
    ],
    fix: sketch(
      'Share the client.',
      '+var client = &http.Client{Timeout: 10 * time.Second}',
      '+',
      ' func fetch(url string) error {',
      '-\tclient := &http.Client{Transport: &http.Transport{}}',
    ),
  },
});
