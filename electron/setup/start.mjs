// `npm start [-- FILE|PID|URL …]`. Only the version check is here: on an old Node the rest would not even parse.
import { nodeTooOld } from './node-version.mjs';

const problem = nodeTooOld();
if (problem === null) {
  import('./start-app.mjs').then((app) => app.main(process.argv.slice(2)));
} else {
  console.error(problem);
  process.exitCode = 1;
}
