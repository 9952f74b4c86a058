import { BLOCKED_ADVICE } from '../advice';
import { pattern } from '../pattern';

export const abandonedSender = pattern({
  id: 'abandoned-sender',
  numbers: [1, 2, 3, 5, 14],
  reports:
    'Goroutines that send a result nobody receives any more: the receiver returned early, timed out, or took only one.',
  traps:
    'Back-pressure: hundreds wait to send, but they change between captures and the consumer is at work. Generators: one goroutine ' +
    'started by a constructor that sends for ever.',
  operations: ['chan send'],
  cause: 'the receiver has probably returned',
  evidence: (facts) => ({
    items: [],
    decisive: facts.births !== null && facts.births.known > 0 && facts.births.orphans === facts.births.known,
  }),
  advice: BLOCKED_ADVICE['chan send'],
});
