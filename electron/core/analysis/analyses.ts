import type { GroupBy } from '@core/api/queries';
import type { Steps } from '@core/base/steps';
import { captureBytes, type Capture } from '@core/model/tables';
import { computeFunctionTree, type FunctionTree } from './call-tree';
import { goroutineIds, idsByGroup, type GoroutineIds } from './goroutine-ids';
import { groupGoroutines, groupsInSteps, type GroupTable } from './group';
import { computeLocks, locksInSteps } from './locks';
import type { Locks } from './lock-types';
import { computeOrigins, guessOwnModule, type Origins } from './origin';
import { pruneCapture } from './prune';
import { computeSharedPointers, type SharedPointers } from './shared-pointers';
import { computeSites, sitesInSteps, type Sites } from './site';

/**
 * What has been worked out about one capture: each analysis runs when first asked for and at most once, so that rules and
 * questions share results. Nothing here depends on a filter (those go through the Engine's memo).
 */
export class Analyses {
  readonly capture: Capture;
  readonly ownModule: string;
  readonly #bytesAtFirst: number;
  #origins: Origins | null = null;
  #sites: Sites | null = null;
  #tree: FunctionTree | null = null;
  #locks: Locks | null = null;
  #sharedPointers: SharedPointers | null = null;
  #pruned: Analyses | null = null;
  #pruneProblem = '';
  #ids: GoroutineIds | null = null;
  #siteIds: Float64Array | null = null;
  readonly #groups = new Map<GroupBy, GroupTable>();

  /** `origins`: of functions whose names do not tell, such as packages. */
  constructor(capture: Capture, ownModule: string, origins: Origins | null = null) {
    this.capture = capture;
    this.#origins = origins;
    this.#bytesAtFirst = captureBytes(capture);
    this.ownModule = ownModule;
  }

  get origins(): Origins {
    return (this.#origins ??= computeOrigins(this.capture, this.ownModule));
  }

  get sites(): Sites {
    return (this.#sites ??= computeSites(this.capture, this.origins));
  }

  get tree(): FunctionTree {
    return (this.#tree ??= computeFunctionTree(this.capture));
  }

  get locks(): Locks {
    return (this.#locks ??= computeLocks(this.capture));
  }

  /** What sites, groups by site and locks take, in steps; asking for them afterwards costs nothing. */
  *prepareSites(): Steps<void> {
    void this.origins;
    yield;
    this.#sites ??= yield* sitesInSteps(this.capture, this.origins);
    yield;
    if (!this.#groups.has('site'))
      this.#groups.set('site', yield* groupsInSteps(this.capture, this.#sites, 'site', null));
  }

  *prepareLocks(): Steps<void> {
    this.#locks ??= yield* locksInSteps(this.capture);
  }

  /** Goroutines by id, of a capture that has some. */
  get ids(): GoroutineIds {
    const { goroutines } = this.capture;
    if (goroutines === null) throw new Error('ids: the capture has no goroutines');
    return (this.#ids ??= goroutineIds(goroutines));
  }

  /** Ids of the members of each group by site: see `idsByGroup`. */
  get siteIds(): Float64Array {
    const { goroutines } = this.capture;
    if (goroutines === null) throw new Error('siteIds: the capture has no goroutines');
    return (this.#siteIds ??= idsByGroup(goroutines, this.groups('site')));
  }

  get sharedPointers(): SharedPointers {
    return (this.#sharedPointers ??= computeSharedPointers(this.capture, this.sites));
  }

  /** True when asking for the tree costs nothing. */
  get hasTree(): boolean {
    return this.#tree !== null;
  }

  /** The same without the frames that the capture's writer hides; itself where there are none. */
  get pruned(): Analyses {
    if (this.#pruned === null) {
      const result = pruneCapture(this.capture);
      if (!result.ok) this.#pruneProblem = result.error;
      this.#pruned = !result.ok || result.value === null ? this : new Analyses(result.value, this.ownModule);
    }
    return this.#pruned;
  }

  /** Why the pattern of hidden frames could not be used, `` when it could. */
  get pruneProblem(): string {
    return this.pruned === this ? this.#pruneProblem : '';
  }

  /** Memory held by what has been worked out so far, bytes; the capture's stacks, where they have grown since, among it. */
  get byteLength(): number {
    const tables: (object | null)[] = [
      this.#origins,
      this.#sites,
      this.#tree,
      this.#locks,
      this.#sharedPointers,
      ...this.#groups.values(),
    ];
    let bytes = (this.#siteIds?.byteLength ?? 0) + (this.#ids?.byteLength ?? 0);
    bytes += Math.max(0, captureBytes(this.capture) - this.#bytesAtFirst);
    if (this.#pruned !== null && this.#pruned !== this) {
      bytes += this.#pruned.byteLength + this.#pruned.capture.samples.stack.byteLength;
    }
    for (const table of tables) {
      for (const column of Object.values(table ?? {})) if (ArrayBuffer.isView(column)) bytes += column.byteLength;
    }
    return bytes;
  }

  /** Forgets what was worked out, but for what takes little; whoever asks again has it worked out anew. */
  release(): void {
    this.#sites = this.#tree = this.#locks = this.#sharedPointers = this.#ids = this.#siteIds = this.#pruned = null;
    this.#groups.clear();
  }

  /** All goroutines of a capture that has some, by `by`. */
  groups(by: GroupBy): GroupTable {
    let table = this.#groups.get(by);
    if (table === undefined) {
      table = groupGoroutines(this.capture, this.sites, by, null);
      this.#groups.set(by, table);
    }
    return table;
  }
}

/** Lets the first of them forget what was worked out, until the rest takes no more than `bytes`. */
export function releaseBeyond(bytes: number, analyses: readonly Analyses[]): void {
  let held = analyses.reduce((sum, one) => sum + one.byteLength, 0);
  for (const one of analyses) {
    if (held <= bytes) return;
    held -= one.byteLength;
    one.release();
  }
}

/** One per capture of a document, agreeing on what is own code. */
export function analyse(captures: readonly Capture[]): Analyses[] {
  const ownModule = guessOwnModule(captures);
  return captures.map((capture) => new Analyses(capture, ownModule));
}
