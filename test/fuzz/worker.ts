import { writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { readCorpus } from './corpus';
import { judge } from './judge';
import { caseOf } from './mutate';

/** What run.mjs hands over; `progress[thread]` is the case at work, so that a hang or a crash can be told from outside. */
interface Work {
  /** Where to put the bytes of a case that is run alone, before anything is done with them; `` = nowhere. */
  readonly keep: string;
  readonly fixtures: string;
  readonly match: string;
  /** False = no case is asked anything. */
  readonly questions: boolean;
  readonly seed: number;
  readonly first: number;
  readonly last: number;
  readonly step: number;
  readonly thread: number;
  readonly progress: SharedArrayBuffer;
}

const work = workerData as Work;
const corpus = readCorpus(work.fixtures, work.match);
const progress = new Int32Array(work.progress);

async function main(): Promise<void> {
  for (let index = work.first; index < work.last; index += work.step) {
    progress[work.thread] = index;
    const { name, bytes, cutOnly } = caseOf(corpus, work.seed, index);
    if (work.keep !== '') writeFileSync(work.keep, bytes);
    // Most damage is told when it is opened; what is not shows in every fourth case as well.
    const questions = (work.questions && index % 4 === 0) || work.keep !== '';
    let wrong: string | null;
    try {
      wrong = await judge(bytes, { cutOnly, questions });
      // Once may be the machine's pause; memory that was freed late looks like memory that was taken.
      for (let i = 0; i < 2 && wrong?.startsWith('took ') === true; i++)
        wrong = await judge(bytes, { cutOnly, questions });
    } catch (error) {
      wrong = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    if (wrong !== null) parentPort?.postMessage({ index, name, wrong, bytes });
  }
}

void main();
