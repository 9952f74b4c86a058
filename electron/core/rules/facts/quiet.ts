import { allowedGroup } from '../context';
import type { GroupFacts, Quiet } from './facts';
import { isBeginning } from './requests';

/** Entries of the allow-list that wait for a connection or for a request on one. */
const DOORS: readonly string[] = ['listener', 'http-server-idle', 'http-background-read'];
/** Entries that wait for the program only. */
const INDOORS: readonly string[] = ['sql-opener', 'testing'];
/** Selects of the standard library that wait for the program, at most with a deadline beside it. */
const WAITS_FOR_PROGRAM =
  /^io\.\(\*pipe\)\.|^database\/sql\.\(\*(?:Rows|Tx)\)\.awaitDone$|^database\/sql\.\(\*DB\)\.conn$/;

export function quietOf(groups: readonly GroupFacts[]): Quiet {
  const found = new Set<Quiet>();
  for (const about of groups) {
    const quiet = quietOfGroup(about);
    if (quiet === 'working') return quiet;
    found.add(quiet);
  }
  if (!found.has('listening')) return found.has('selecting') ? 'selecting' : 'deserted';
  // A request and a timer together are what services idle with.
  return found.has('selecting') ? 'working' : 'listening';
}

function quietOfGroup(about: GroupFacts): Quiet {
  const entry = allowedGroup(about.view, about.group);
  if (about.isBystander || entry?.quiet === true || about.isMainAtRest || isBeginning(about.frames)) return 'deserted';
  if (entry !== null) {
    if (DOORS.includes(entry.id)) return 'listening';
    return INDOORS.includes(entry.id) ? 'deserted' : 'working';
  }
  if (!about.waits) return 'working';
  const mayBeTimed = about.operation === 'select' && !about.frames.some((name) => WAITS_FOR_PROGRAM.test(name));
  return mayBeTimed ? 'selecting' : 'deserted';
}
