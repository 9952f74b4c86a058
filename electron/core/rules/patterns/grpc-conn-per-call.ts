import { sketch } from '../advice';
import { formatCount } from '@core/base/format';
import { pattern } from '../pattern';
import { item } from '../evidence';

/** More connections than a program has targets. */
const MANY = 16;

export const grpcConnPerCall = pattern({
  id: 'grpc-conn-per-call',
  numbers: [46],
  reports: 'gRPC client connections that become more and more: one is made for each call and never closed.',
  traps: 'One set of these goroutines for each connection that is in use.',
  operations: ['io wait', 'select', 'cond wait', 'chan receive'],
  frames: [
    /^google\.golang\.org\/grpc(?:\/internal\/(?:transport|grpcsync|resolver\/[\w/]+|balancer\/[\w/]+))?\.(?:\(\*(?:http2Client|CallbackSerializer|ccBalancerWrapper|dnsResolver)\)|newHTTP2Client\.func\d+)/,
  ],
  prior: 1,
  evidence: (facts) => ({
    items:
      facts.count >= MANY
        ? [item('manyConns', 3, `${formatCount(facts.count)} connections are more than a program has targets.`)]
        : [],
    decisive: false,
  }),
  overridesAllowList: true,
  cause: 'each belongs to a connection of its own',
  creatorsTell: false,
  advice: {
    steps: ['Make one ClientConn per target and share it: it multiplexes; close the ones that must go.'],
    fix: sketch(
      'Share the connection.',
      ' func call(ctx context.Context) error {',
      '-\tconn, err := grpc.NewClient(target, opts...)',
      '+\tconn := s.conn // made once',
    ),
  },
});
