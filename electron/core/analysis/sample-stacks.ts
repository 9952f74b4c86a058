import type { Capture, StackRuns } from '@core/model/tables';
import type { Analyses } from './analyses';
import { frameClasses, siteOfRun } from './site';

/**
 * The stacks of samples one by one: read from the runs of a profile whose stack table is not grown yet, which stays so, else from the table. For
 * who goes through all samples once: growing a table of millions of stacks takes longer than all that heap rules do.
 */
export interface SampleStacks {
  /** Whether a frame of a sample's stack is of a function that has a 1 in `functions`; null = of none. */
  through(functions: Uint8Array | null): (sample: number) => boolean;
  /** FrameId of the site of a sample's stack (see `Sites`); −1 of the empty stack. */
  site(sample: number): number;
  /** FrameIds of a sample's stack, leaf first. */
  frames(sample: number): readonly number[];
}

export function sampleStacks(analysis: Analyses): SampleStacks {
  const runs = analysis.capture.stacks.runs ?? null;
  return runs === null ? ofTable(analysis) : ofRuns(analysis, runs);
}

function ofTable(analysis: Analyses): SampleStacks {
  const { capture } = analysis;
  const { stack } = capture.samples;
  const { count, prefix, frame } = capture.stacks;
  const { func } = capture.frames;
  return {
    through(functions) {
      if (functions === null) return () => false;
      const found = new Uint8Array(count);
      for (let i = 1; i < count; i++) found[i] = found[prefix[i]] | functions[func[frame[i]]];
      return (sample) => found[stack[sample]] === 1;
    },
    site: (sample) => analysis.sites.site[stack[sample]],
    frames(sample) {
      const frames: number[] = [];
      for (let at = stack[sample]; at !== 0; at = prefix[at]) frames.push(frame[at]);
      return frames;
    },
  };
}

function ofRuns(analysis: Analyses, runs: StackRuns): SampleStacks {
  const { capture } = analysis;
  const { start, location, frameStart, frame } = runs;
  let classes: Uint8Array | null = null;
  return {
    through(functions) {
      if (functions === null) return () => false;
      const found = locationsWith(capture, runs, functions);
      return (sample) => {
        for (let p = start[sample]; p < start[sample + 1]; p++) if (found[location[p]] === 1) return true;
        return false;
      };
    },
    site: (sample) => siteOfRun((classes ??= frameClasses(capture, analysis.origins)), runs, sample),
    frames(sample) {
      const frames: number[] = [];
      for (let p = start[sample]; p < start[sample + 1]; p++)
        for (let k = frameStart[location[p] + 1] - 1; k >= frameStart[location[p]]; k--) frames.push(frame[k]);
      return frames;
    },
  };
}

/** By location: 1 = a frame of it is of such a function. */
function locationsWith(
  { frames: { func } }: Capture,
  { frameStart, frame }: StackRuns,
  functions: Uint8Array,
): Uint8Array {
  const found = new Uint8Array(frameStart.length - 1);
  for (let at = 0; at < found.length; at++)
    for (let k = frameStart[at]; k < frameStart[at + 1]; k++) found[at] |= functions[func[frame[k]]];
  return found;
}
