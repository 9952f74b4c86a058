import { allowedGroup } from '../context';
import type { GroupFacts, Quiet } from './facts';

/** Entries of the allow-list that wait for a connection or for a request on one. */
const DOORS: readonly string[] = ['listener', 'http-server-idle', 'http-background-read'];
/** Entries that wait for the program only. */
const INDOORS: readonly string[] = ['sql-opener'];
/** Selects of the standard library that wait for the program, at most with a deadline beside it. */
const WAITS_FOR_PROGRAM =
  /^io\.\(\*pipe\)\.|^database\/sql\.\(\*(?:Rows|Tx)\)\.awaitDone$|^database\/sql\.\(\*DB\)\.conn$/;

export function quietOf(groups: readonly GroupFacts[]): Quiet {
  let quiet: Quiet = 'deserted';
  for (const about of groups) {
    const entry = allowedGroup(about.view, about.group);
    if (about.isBystander || entry?.quiet === true || about.isMainAtRest) continue;
    if (entry !== null && DOORS.includes(entry.id)) {
      quiet = 'listening';
    } else if (entry === null ? !waitsForProgram(about) : !INDOORS.includes(entry.id)) {
      return 'working';
    }
  }
  return quiet;
}

/** Another goroutine of the program must wake them: no timer, and nothing from outside. */
function waitsForProgram({ waits, operation, frames }: GroupFacts): boolean {
  return waits && (operation !== 'select' || frames.some((name) => WAITS_FOR_PROGRAM.test(name)));
}
