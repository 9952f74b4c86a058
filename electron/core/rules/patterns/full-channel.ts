import { sketch } from '../advice';
import { shortName } from '@core/base/go-name';
import { item, NO_EVIDENCE } from '../evidence';
import { isConsumerAbsent, lastConsumer } from '../facts/consumer';
import { receiverType } from '../facts/relations';
import { pattern } from '../pattern';

export const fullChannel = pattern({
  id: 'full-channel',
  numbers: [12, 16],
  reports: 'Callers that wait to put something into a channel that is full: its consumer is gone or stuck.',
  traps:
    'Back-pressure by design: callers wait their turn while the consumer works; then they change between captures.',
  operations: ['chan send'],
  // The send is in a method of something else than what `go` started: `(*Queue).Put`.
  matches: (facts) => {
    const owner = receiverType(facts.siteName);
    return owner !== '' && owner !== receiverType(facts.entryName);
  },
  evidence: (facts) => {
    if (!isConsumerAbsent(facts)) return NO_EVIDENCE;
    const owner = receiverType(facts.siteName);
    const gone = lastConsumer(facts);
    return {
      items: [
        item(
          'noConsumer',
          1,
          gone === null
            ? `No goroutine is in code of ${shortName(owner)}, but to send: its consumer is absent.`
            : `An earlier capture has a goroutine in ${shortName(gone.function)}; now none is in code of ${shortName(owner)}, but to send: its consumer is gone.`,
        ),
      ],
      decisive: false,
      ...(gone === null ? {} : { missing: gone }),
    };
  },
  cause: 'the consumer is probably gone',
  advice: {
    steps: [
      'Find out why the consumer stopped: it returned on an error, or waits itself. Restart it, or close the way in.',
      'Let callers give up: select on ctx.Done() beside the send, or drop with a default case and count.',
    ],
    fix: sketch(
      'Let callers give up.',
      '-q.in <- job',
      '+select {',
      '+case q.in <- job:',
      '+\treturn nil',
      '+case <-ctx.Done():',
      '+\treturn ctx.Err()',
      '+}',
    ),
  },
});
