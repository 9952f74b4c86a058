import type { CaptureKind, SampleType } from '@core/api/document';
import type { Capture, SampleTable, StackRuns } from '@core/model/tables';

/** The tables that tell block from mutex. */
type Tables = Pick<Capture, 'strings' | 'functions' | 'frames'> & {
  readonly runs: StackRuns;
  readonly samples: Omit<SampleTable, 'stack'>;
};

/** Functions whose call ends contention: the leaf of a mutex profile's stacks, never that of a block profile's. */
const RELEASE =
  /^(?:sync|internal\/sync)\.\(\*(?:RW)?Mutex\)\.(?:R?Unlock|r?unlockSlow)$|^runtime\.(?:unlock|unlock2\w*|unlockWithRank|semrelease1?|_LostContendedRuntimeLock)$/;

/** How many frames from the leaf a release may be hidden by inlined runtime calls. */
const LEAF_FRAMES = 3;

/**
 * What a profile shows, from its sample types; a file has no other mark. Go's names: goroutine, goroutineleak, threadcreate (one type
 * of the profile's name), cpu, inuse_space and alloc_space, contentions + delay. Everything else is custom.
 */
export function kindOfTypes(types: readonly SampleType[], defaultType: string): CaptureKind | 'contention' {
  const has = (type: string, unit: string): boolean => types.some((t) => t.type === type && t.unit === unit);
  if (types.length === 1 && types[0].unit === 'count') {
    const { type } = types[0];
    if (type === 'goroutine' || type === 'goroutineleak' || type === 'threadcreate') return type;
  }
  if (has('contentions', 'count') && has('delay', 'nanoseconds')) return 'contention';
  if (has('cpu', 'nanoseconds')) return 'cpu';
  const inUse = has('inuse_space', 'bytes') || has('inuse_objects', 'count');
  const allocated = has('alloc_space', 'bytes') || has('alloc_objects', 'count');
  // The same four columns: /debug/pprof/allocs differs from heap in what it shows first.
  if (inUse) return defaultType.startsWith('alloc_') ? 'allocs' : 'heap';
  return allocated ? 'allocs' : 'custom';
}

/**
 * Block and mutex profiles have the same sample types. Go records a mutex event where the lock is released and a block event where the
 * wait begins, so the leaf decides: the one kind with more contentions behind releases is a mutex profile. An empty profile, which
 * cannot be told, is called block.
 */
export function blockOrMutex({ strings, functions, frames, runs, samples }: Tables): 'block' | 'mutex' {
  const releases = new Map<number, boolean>();
  const isRelease = (func: number): boolean => {
    let known = releases.get(func);
    if (known === undefined) {
      known = RELEASE.test(strings.get(functions.name[func]));
      releases.set(func, known);
    }
    return known;
  };
  const contentions = samples.values[samples.types.findIndex((t) => t.type === 'contentions')];
  let released = 0;
  let waited = 0;
  for (let row = 0; row < samples.count; row++) {
    const found = leafFrames(runs, row).some((frame) => isRelease(frames.func[frame]));
    const weight = Math.max(1, Math.abs(contentions[row]));
    if (found) released += weight;
    else waited += weight;
  }
  return released > waited ? 'mutex' : 'block';
}

/** The innermost frames of a sample, the leaf first. */
function leafFrames({ start, location, frameStart, frame }: StackRuns, row: number): number[] {
  const found: number[] = [];
  for (let p = start[row]; p < start[row + 1]; p++) {
    for (let k = frameStart[location[p] + 1] - 1; k >= frameStart[location[p]]; k--) {
      if (found.push(frame[k]) === LEAF_FRAMES) return found;
    }
  }
  return found;
}
