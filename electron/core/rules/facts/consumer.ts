import type { CodeRef } from '@core/api/findings';
import { codeRef } from '@core/analysis/site';
import { operationOf, type GoroutineView } from '../context';
import { MOST_JUDGED } from '../thresholds';
import type { GroupFacts } from './facts';
import { receiverType } from './relations';

/** No goroutine is in code of the type that owns the channel, but those that wait to send as well. */
export function isConsumerAbsent(facts: GroupFacts): boolean {
  return !facts.relations.some(({ other, relation }) => relation === 'code' && other.operation !== 'chan send');
}

/** Where a goroutine of the type that owns the channel stood in an earlier capture of the series, not to send; null = in none. */
export function lastConsumer({ context, view, siteName }: GroupFacts): CodeRef | null {
  const owner = receiverType(siteName);
  if (owner === '') return null;
  for (const earlier of context.series.toReversed()) {
    if (earlier === view) continue;
    const at = consumerIn(earlier, owner);
    if (at !== null) return at;
  }
  return null;
}

function consumerIn(view: GoroutineView, owner: string): CodeRef | null {
  const { groups, table, analysis } = view;
  const { capture, sites } = analysis;
  // A capture of more groups than are judged at all is not searched for one.
  if (groups.count > MOST_JUDGED) return null;
  const { stacks, frames, functions, strings } = capture;
  for (let group = 0; group < groups.count; group++) {
    if (operationOf(view, group) === 'chan send') continue;
    for (let at = table.stack[groups.sample[group]]; at !== 0; at = stacks.prefix[at]) {
      if (receiverType(strings.get(functions.name[frames.func[stacks.frame[at]]])) !== owner) continue;
      return codeRef(capture, groups.site[group]) ?? codeRef(capture, sites.site[table.stack[groups.sample[group]]]);
    }
  }
  return null;
}
