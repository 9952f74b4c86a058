// `npm test [-- --only PART,… --update FILTER…]`. Only the version check is here, see start.mjs.
import { nodeTooOld } from './node-version.mjs';

const problem = nodeTooOld();
if (problem === null) {
  import('./test-run.mjs').then((run) => run.main(process.argv.slice(2)));
} else {
  console.error(problem);
  process.exitCode = 1;
}
