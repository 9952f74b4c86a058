import { parseGoName } from '@core/base/go-name';
import type { Capture } from '@core/model/tables';

/** What a lock is. `fd` is the lock that internal/poll holds while one goroutine reads (or writes) a connection. */
export type LockKind = 'mutex' | 'rwmutex' | 'once' | 'fd';

/** How a stack enters a lock: its leaf is within Lock, RLock, Once.Do or a file descriptor's lock. */
export interface Entrance {
  readonly kind: LockKind;
  /** RLock, or reading from a file descriptor. */
  readonly reads: boolean;
  /** Within RWMutex.Lock, but behind other writers (their mutex), not yet waiting for the readers to leave. */
  readonly behindWriter: boolean;
  /** Frame whose first word, where it has one, is the lock's address; −1 where no such frame exists. */
  readonly addressDepth: number;
  /** The first frame that is none of the lock's own: who called Lock. FrameId −1 where there is none. */
  readonly siteDepth: number;
  readonly siteFrame: number;
  /** Takes the lock again after Cond.Wait. */
  readonly afterWait: boolean;
}

/** What a function is to locks. */
export interface LockFunction {
  readonly name: string;
  /** The name without closures: the function in whose text it stands. */
  readonly base: string;
  /** Whose lock it would take: `path/pkg.Type` of a method or its closures, else the function without closures. */
  readonly owner: string;
  /** A method: its owner is a type. */
  readonly method: boolean;
  /**
   * A method with a pointer receiver itself (no closure), so its first word is the receiver. Not so in generic types, where Go from 1.20
   * prints the dictionary of the type arguments in its place.
   */
  readonly receiver: boolean;
  readonly role: Role;
}

export type Role =
  | 'code'
  | 'parking'
  | 'mutex slow'
  | 'mutex'
  | 'rw lock'
  | 'rw rlock'
  | 'once slow'
  | 'once'
  | 'cond'
  | 'fd lock'
  | 'fd';

const ROLES = new Map<string, Role>([
  ['sync.(*Mutex).lockSlow', 'mutex slow'],
  ['internal/sync.(*Mutex).lockSlow', 'mutex slow'],
  ['sync.(*Mutex).Lock', 'mutex'],
  ['internal/sync.(*Mutex).Lock', 'mutex'],
  ['sync.(*RWMutex).Lock', 'rw lock'],
  ['sync.(*RWMutex).RLock', 'rw rlock'],
  ['sync.(*RWMutex).rLockSlow', 'rw rlock'],
  ['sync.(*rlocker).Lock', 'rw rlock'],
  ['sync.(*Once).doSlow', 'once slow'],
  ['sync.(*Once).Do', 'once'],
  ['sync.(*Cond).Wait', 'cond'],
  ['internal/poll.(*fdMutex).rwlock', 'fd lock'],
  ['internal/poll.(*FD).readLock', 'fd'],
  ['internal/poll.(*FD).writeLock', 'fd'],
]);

/** Methods of internal/poll.FD that hold its lock for reading, all others that hold one hold that for writing. */
const FD_READS = /\.(?:Read|Pread|ReadFrom|ReadMsg|Accept|RawRead|ReadDirent|Seek)\w*$|\.readLock$/;

/** What frames and stacks say about locks: functions are looked at once, stacks once. */
export class LockStacks {
  readonly #capture: Capture;
  readonly #functions: (LockFunction | undefined)[] = [];
  /** Of stacks that take a lock; that another one takes none is seen at its first frames again. */
  readonly #entrances = new Map<number, Entrance>();

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /** Of a frame. */
  at(frame: number): LockFunction {
    const id = this.#capture.frames.func[frame];
    return (this.#functions[id] ??= describe(this.#capture.strings.get(this.#capture.functions.name[id])));
  }

  /** FrameIds, leaf first. */
  frames(stack: number): number[] {
    const { prefix, frame } = this.#capture.stacks;
    const out: number[] = [];
    for (let at = stack; at !== 0; at = prefix[at]) out.push(frame[at]);
    return out;
  }

  /** Null when the stack's leaf takes no lock. */
  entrance(stack: number): Entrance | null {
    // Half a million stacks that wait for channels are known by two frames, which is less than looking them up.
    if (!this.#mayEnter(stack)) return null;
    let found = this.#entrances.get(stack) ?? null;
    if (found === null) {
      found = this.#enter(stack);
      if (found !== null) this.#entrances.set(stack, found);
    }
    return found;
  }

  /** The first frame that only parks is followed by one of a lock. */
  #mayEnter(stack: number): boolean {
    const { prefix, frame } = this.#capture.stacks;
    for (let at = stack; at !== 0; at = prefix[at]) {
      const { role } = this.at(frame[at]);
      if (role !== 'parking') return role !== 'code';
    }
    return false;
  }

  #enter(stack: number): Entrance | null {
    const { prefix, frame } = this.#capture.stacks;
    let seen = false;
    let kind: LockKind = 'mutex';
    let reads = false;
    let address = -1;
    let mutex = false;
    let afterWait = false;
    let depth = 0;
    let siteFrame = -1;
    for (let at = stack; at !== 0; at = prefix[at], depth++) {
      const { role, name } = this.at(frame[at]);
      if (role === 'parking') {
        if (name.endsWith('runtime_SemacquireRWMutexR')) reads = true;
        continue;
      }
      if (role === 'fd' || role === 'fd lock') {
        if (role === 'fd lock') {
          seen = true;
          address = depth;
        } else if (seen) reads = FD_READS.test(name);
        kind = 'fd';
        continue;
      }
      if (role === 'code') {
        siteFrame = frame[at];
        break;
      }
      // The condition itself is no lock; only what it does when it has been woken.
      if (!seen && (role === 'cond' || role === 'once slow' || role === 'once')) return null;
      seen = true;
      if (role === 'mutex slow') address = depth;
      else if (role === 'mutex' && address < 0) address = depth;
      if (role === 'mutex' || role === 'mutex slow') mutex = true;
      else if (role === 'cond') afterWait = true;
      else if (role === 'rw lock' || role === 'rw rlock') {
        kind = 'rwmutex';
        reads = role === 'rw rlock';
        if (address < 0) address = depth;
      } else kind = 'once';
    }
    if (!seen) return null;
    if (kind === 'fd' && siteFrame >= 0) reads ||= FD_READS.test(this.at(siteFrame).name);
    const behindWriter = kind === 'rwmutex' && mutex;
    return { kind, reads, behindWriter, addressDepth: address, siteDepth: depth, siteFrame, afterWait };
  }

  /** Does a method of internal/poll.FD hold the side of its lock that `reads` names? */
  static holdsFd(name: string, reads: boolean): boolean {
    return name.startsWith('internal/poll.(*FD).') && FD_READS.test(name) === reads;
  }
}

function describe(name: string): LockFunction {
  const { path, pkg, receiver, method, closure } = parseGoName(name);
  const prefix = pkg === '' ? '' : `${path}${pkg}.`;
  const bare = receiver.startsWith('(*') ? receiver.slice(2, -1) : receiver;
  return {
    name,
    base: prefix + (receiver === '' ? '' : `${receiver}.`) + method,
    owner: receiver === '' ? prefix + method : prefix + bare.replace('[...]', ''),
    method: receiver !== '',
    receiver: receiver.startsWith('(*') && closure === '' && !receiver.includes('['),
    role: roleOf(name),
  };
}

function roleOf(name: string): Role {
  const known = ROLES.get(name);
  if (known !== undefined) return known;
  // gopark, semacquire1 and how sync enters them.
  const parking = name.startsWith('runtime.') || /^(?:internal\/)?(?:sync|poll)\.runtime_/.test(name);
  return parking || name.startsWith('internal/poll.runtime_') ? 'parking' : 'code';
}
