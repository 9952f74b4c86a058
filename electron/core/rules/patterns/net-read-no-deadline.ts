import { sketch } from '../advice';
import { item } from '../evidence';
import { pattern } from '../pattern';

export const netReadNoDeadline = pattern({
  id: 'net-read-no-deadline',
  numbers: [50],
  reports: 'Reads from connections that become more and more and never end: no deadline, and nobody closes them.',
  traps: 'Parked connections of a server look the same: only growth in which none ends is reported.',
  operations: ['io wait'],
  frames: [/^net\.\(\*(?:conn|TCPConn|UDPConn|UnixConn)\)\.Read|^internal\/poll\.\(\*FD\)\.Read/],
  matches: (facts) => facts.isOwn,
  prior: 0,
  // Where ids are known, who stays and who joins says it better.
  evidence: ({ trend, related, isProgramEntry }) => ({
    items:
      // What net/http starts beside a handler comes and goes with requests.
      isProgramEntry &&
      trend.rising &&
      trend.membership === null &&
      !related.some((other) => other.isLive && other.allowed === null)
        ? [item('readersGrow', 1, 'There are more readers in each capture, and no code they share is at work.')]
        : [],
    decisive: false,
  }),
  cause: 'no deadline ends the read',
  advice: {
    steps: [
      'Set a deadline before each read (SetReadDeadline), or close the connection when its context ends: context.AfterFunc(ctx, func() { conn.Close() }).',
    ],
    fix: sketch(
      'Set a deadline.',
      ' for {',
      '+\tconn.SetReadDeadline(time.Now().Add(idle))',
      ' \tn, err := conn.Read(buf)',
    ),
  },
});
