import { shortName } from '@core/base/go-name';
import { sketch } from '../advice';
import { pattern } from '../pattern';
import { item } from '../evidence';

const DO = /^(?:golang\.org\/x\/sync|internal)\/singleflight\.\(\*Group\)\.Do$/;
const CALL = /^(?:golang\.org\/x\/sync|internal)\/singleflight\.\(\*Group\)\.doCall/;

export const singleflightStall = pattern({
  id: 'singleflight-stall',
  numbers: [31],
  reports: 'Followers of a singleflight call whose leader is stuck.',
  traps: 'A slow backend: the leader waits for I/O and comes back.',
  operations: ['waitgroup wait', 'chan receive', 'select'],
  frames: [DO],
  matches: (facts) => !facts.has(CALL),
  prior: 1,
  evidence: (facts) => {
    const leaders = facts.related.filter((other) => other.has(CALL));
    const stuck = leaders.find((leader) => leader.waits);
    if (stuck !== undefined)
      return {
        items: [
          item(
            'leaderStuck',
            3,
            `The call in flight is stuck itself in ${stuck.operation} (${shortName(stuck.siteName)}).`,
          ),
        ],
        decisive: true,
      };
    return {
      items: leaders.length > 0 ? [item('leaderLive', -3, 'The call in flight is at work.')] : [],
      decisive: false,
    };
  },
  cause: 'the call they share does not return',
  advice: {
    steps: ['Give the shared call a deadline of its own, and let followers leave: DoChan with a select on ctx.Done().'],
    fix: sketch(
      'Let followers leave.',
      '-v, err, _ := g.Do(key, load)',
      '+select {',
      '+case r := <-g.DoChan(key, load):',
      '+\treturn r.Val, r.Err',
      '+case <-ctx.Done():',
      '+\treturn nil, ctx.Err()',
      '+}',
    ),
  },
});

export const SINGLEFLIGHT_MARKS = [CALL];
