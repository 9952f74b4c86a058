import { formatCount } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import { BLOCKED_ADVICE } from '../advice';
import { pattern } from '../pattern';
import { pronouns } from '../words';
import { item, type PatternEvidence } from '../evidence';
import { outerName } from '../facts/relations';
import { stuckTasks, workersOf } from '../facts/tasks';

export const waitgroupNeverDone = pattern({
  id: 'waitgroup-never-done',
  numbers: [25, 27],
  reports: 'Waits for a WaitGroup whose workers have all ended, or are stuck: calls of Done are missing.',
  traps: 'Workers that are still at work: the wait ends with them.',
  operations: ['waitgroup wait'],
  cause: 'calls of Done are missing',
  evidence: (facts): PatternEvidence => {
    const workers = workersOf(facts);
    if (workers === 'absent')
      return {
        items: [
          item(
            'workerless',
            3,
            `No goroutine that ${pronouns(facts.count).they} started is left: calls of Done are missing.`,
          ),
        ],
        decisive: true,
      };
    // Where nobody says who started whom: those that a function starts run closures of it, or share its type.
    if (workers === 'unknown' && !facts.isOfMain && facts.isAlone && facts.possibleWorkers < facts.count)
      return {
        items: [
          item(
            'workerless',
            3,
            `No goroutine shares code with ${pronouns(facts.count).them}: nobody is left to call Done.`,
          ),
        ],
        decisive: false,
      };
    // What the waiting function started itself is what it waits for; what its callers started, where it started nothing.
    const started = facts.workers.filter((other) => outerName(other.starter) === outerName(facts.siteName));
    const living = (started.length > 0 ? started : facts.workers).filter((other) => other.isLive && !other.isBystander);
    if (living.length > 0)
      return {
        items: [item('workersLive', -3, `Goroutines that ${pronouns(facts.count).they} started are at work.`)],
        decisive: false,
      };
    const tasks = stuckTasks(facts);
    if (tasks.length === 0) return { items: [], decisive: false };
    const count = tasks.reduce((sum, task) => sum + task.count, 0);
    const [first] = tasks;
    const what = count === 1 ? 'The task' : `All ${formatCount(count)} tasks`;
    return {
      items: [
        item(
          'awaitsStuck',
          3,
          `${what} that ${pronouns(facts.count).they} ${facts.count === 1 ? 'waits' : 'wait'} for ${count === 1 ? 'is' : 'are'} stuck: ${first.operation} in ${shortName(first.siteName)}.`,
        ),
      ],
      decisive: false,
    };
  },
  advice: BLOCKED_ADVICE['waitgroup wait'],
});
