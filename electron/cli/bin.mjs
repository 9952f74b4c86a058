#!/usr/bin/env node
// `npx parkscope …` in a clone: a subcommand runs headless in this Node, anything else opens the window. The packaged
// launcher makes the same choice from the same list (electron/setup/cli-bundle.mjs).
import { nodeTooOld } from '../setup/node-version.mjs';

const args = process.argv.slice(2);
const problem = nodeTooOld();
if (problem === null) {
  import('../setup/cli-bundle.mjs').then((cli) => cli.main(args));
} else {
  console.error(problem);
  process.exitCode = 1;
}
