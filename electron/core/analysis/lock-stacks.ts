import { parseGoName, plainFunction } from '@core/base/go-name';
import { FAR_APART } from '@core/base/row-order';
import type { Capture, StackTable } from '@core/model/tables';

/** What a lock is. `fd` is the lock that internal/poll holds while one goroutine reads (or writes) a connection. */
const LOCK_KINDS = ['mutex', 'rwmutex', 'once', 'fd'] as const;
export type LockKind = (typeof LOCK_KINDS)[number];
const [MUTEX, RWMUTEX, RAN_ONCE, FILE] = LOCK_KINDS.keys();

/** Frames of a lock's own code that a stack has at its leaf, at most: 7 with Cond.Wait and Once. */
const DEEP = 32;

/** How a stack enters a lock: its leaf is within Lock, RLock, Once.Do or a file descriptor's lock. */
export interface Entrance {
  /** Counted from 0 by first sight; equal entrances have one. */
  readonly number: number;
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
  /** Number of `owner`, counted from 0 by first sight. */
  readonly ownerId: number;
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

const ROLES_OF: readonly Role[] = [
  ...(['code', 'parking', 'mutex slow', 'mutex', 'rw lock', 'rw rlock'] as const),
  ...(['once slow', 'once', 'cond', 'fd lock', 'fd'] as const),
];
const ROLE = 15;
const KNOWN = 16;
const ENTERS_TO_READ = 32;
const [CODE, PARKING, MUTEX_SLOW, MUTEX_LOCK, RW_LOCK, RW_RLOCK, ONCE_SLOW, ONCE, COND, FD_LOCK, FD] = ROLES_OF.keys();

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

/** What frames and stacks say about locks: functions are looked at once. */
export class LockStacks {
  readonly #capture: Capture;
  readonly #stacks: StackTable;
  readonly #func: Uint32Array;
  /** By row of the goroutine table. */
  readonly #stackOf: Uint32Array;
  readonly #functions: (LockFunction | undefined)[];
  readonly #owners = new Map<string, number>();
  /** By FunctionId: its row of ROLES_OF, KNOWN, and ENTERS_TO_READ of how sync enters a semaphore to read; 0 = not looked at yet. */
  readonly #roles: Uint8Array;
  /** Ways to enter a lock but for who calls, of which there are a few dozen; their numbers keep the keys below small integers. */
  readonly #ways = new Map<number, number>();
  /** By way and who calls: half a million stacks enter locks in as many ways as there are places that do. */
  readonly #known = new Map<number, Entrance>();
  /** By row of the goroutine table: 1 + the number of its entrance; 0 = not looked at yet, −1 = none. */
  readonly #ofRow: Int32Array;
  /** By number. */
  readonly #entrances: Entrance[] = [];

  constructor(capture: Capture) {
    this.#capture = capture;
    // The columns of a table that grows when it is first read are asked for once.
    const { count, prefix, frame, depth } = capture.stacks;
    this.#stacks = { count, prefix, frame, depth };
    this.#func = capture.frames.func;
    this.#stackOf = capture.goroutines?.stack ?? new Uint32Array(0);
    this.#functions = new Array<LockFunction | undefined>(capture.functions.count).fill(undefined);
    this.#roles = new Uint8Array(capture.functions.count);
    this.#ofRow = new Int32Array(capture.goroutines?.count ?? 0);
  }

  /** Of a frame. */
  at(frame: number): LockFunction {
    const id = this.#func[frame];
    return (this.#functions[id] ??= this.#describe(id));
  }

  #describe(id: number): LockFunction {
    return describe(this.#name(id), (owner) => {
      let ownerId = this.#owners.get(owner);
      if (ownerId === undefined) this.#owners.set(owner, (ownerId = this.#owners.size));
      return ownerId;
    });
  }

  #name(id: number): string {
    return this.#capture.strings.get(this.#capture.functions.name[id]);
  }

  /** Row of ROLES_OF of the function of a frame. */
  #roleOf(frame: number): number {
    const id = this.#func[frame];
    const known = this.#roles[id];
    if (known !== 0) return known & ROLE;
    const name = this.#name(id);
    const role = ROLES_OF.indexOf(roleOf(name));
    this.#roles[id] = role | KNOWN | (name.endsWith('runtime_SemacquireRWMutexR') ? ENTERS_TO_READ : 0);
    return role;
  }

  /** FrameIds, leaf first. */
  frames(stack: number): number[] {
    const { prefix, frame } = this.#stacks;
    const out: number[] = [];
    for (let at = stack; at !== 0; at = prefix[at]) out.push(frame[at]);
    return out;
  }

  /** `entrance` of the stack of a goroutine, looked for once: half a million stacks lie far apart. */
  entranceOf(row: number): Entrance | null {
    const number = this.entranceNumber(row);
    return number < 0 ? null : this.#entrances[number];
  }

  /** Its number alone, which touches no object; −1 = none. */
  entranceNumber(row: number): number {
    const known = this.#ofRow[row];
    if (known !== 0) return known < 0 ? -1 : known - 1;
    const number = this.entrance(this.#stackOf[row])?.number ?? -1;
    this.#ofRow[row] = number < 0 ? -1 : number + 1;
    return number;
  }

  /** Stacks fit into no cache: whoever asks for those of many rows asks in their order. */
  get farApart(): boolean {
    return this.#stacks.count > FAR_APART;
  }

  /** How many different ones have been seen so far. */
  get entranceCount(): number {
    return this.#entrances.length;
  }

  /** Null when the stack's leaf takes no lock: the first frame that does not just park is none of a lock's. Equal ones are one object. */
  entrance(stack: number): Entrance | null {
    const { prefix, frame } = this.#stacks;
    let at = stack;
    let depth = 0;
    let reads = false;
    let role = CODE;
    for (; at !== 0; at = prefix[at], depth++) {
      role = this.#roleOf(frame[at]);
      if (role !== PARKING) break;
      if ((this.#roles[this.#func[frame[at]]] & ENTERS_TO_READ) !== 0) reads = true;
    }
    if (at === 0 || role === CODE) return null;
    let seen = false;
    let kind = MUTEX;
    let address = -1;
    let mutex = false;
    let afterWait = false;
    let siteFrame = -1;
    for (; at !== 0; at = prefix[at], depth++) {
      role = this.#roleOf(frame[at]);
      if (role === PARKING) {
        if ((this.#roles[this.#func[frame[at]]] & ENTERS_TO_READ) !== 0) reads = true;
        continue;
      }
      if (role === FD || role === FD_LOCK) {
        if (role === FD_LOCK) {
          seen = true;
          address = depth;
        } else if (seen) reads = FD_READS.test(this.at(frame[at]).name);
        kind = FILE;
        continue;
      }
      if (role === CODE) {
        siteFrame = frame[at];
        break;
      }
      // The condition itself is no lock; only what it does when it has been woken.
      if (!seen && (role === COND || role === ONCE_SLOW || role === ONCE)) return null;
      seen = true;
      if (role === MUTEX_SLOW) address = depth;
      else if (role === MUTEX_LOCK && address < 0) address = depth;
      if (role === MUTEX_LOCK || role === MUTEX_SLOW) mutex = true;
      else if (role === COND) afterWait = true;
      else if (role === RW_LOCK || role === RW_RLOCK) {
        kind = RWMUTEX;
        reads = role === RW_RLOCK;
        if (address < 0) address = depth;
      } else kind = RAN_ONCE;
    }
    if (!seen) return null;
    if (kind === FILE && siteFrame >= 0) reads ||= FD_READS.test(this.at(siteFrame).name);
    return this.#entrance(kind, reads, kind === RWMUTEX && mutex, afterWait, address, depth, siteFrame);
  }

  /** The one object of all that are equal. */
  #entrance(
    kind: number,
    reads: boolean,
    behindWriter: boolean,
    afterWait: boolean,
    addressDepth: number,
    siteDepth: number,
    siteFrame: number,
  ): Entrance {
    const deep = siteDepth >= DEEP;
    let key = -1;
    if (!deep) {
      const flags = Number(reads) + 2 * Number(behindWriter) + 4 * Number(afterWait) + 8 * kind;
      key = this.#wayOf(((addressDepth + 1) * DEEP + siteDepth) * 32 + flags) * (this.#func.length + 1) + siteFrame + 1;
      const known = this.#known.get(key);
      if (known !== undefined) return known;
    }
    const number = this.#entrances.length;
    const entrance: Entrance = {
      number,
      kind: LOCK_KINDS[kind],
      reads,
      behindWriter,
      addressDepth,
      siteDepth,
      siteFrame,
      afterWait,
    };
    this.#entrances.push(entrance);
    // Frames of locks above who calls are few; a stack of another kind has an object of its own.
    if (!deep) this.#known.set(key, entrance);
    return entrance;
  }

  #wayOf(way: number): number {
    let number = this.#ways.get(way);
    if (number === undefined) this.#ways.set(way, (number = this.#ways.size));
    return number;
  }

  /** Does a method of internal/poll.FD hold the side of its lock that `reads` names? */
  static holdsFd(name: string, reads: boolean): boolean {
    return name.startsWith('internal/poll.(*FD).') && FD_READS.test(name) === reads;
  }
}

function describe(name: string, idOf: (owner: string) => number): LockFunction {
  const role = roleOf(name);
  if (plainFunction(name) >= 0)
    return { name, base: name, owner: name, ownerId: idOf(name), method: false, receiver: false, role };
  const { path, pkg, receiver, method, closure } = parseGoName(name);
  const prefix = pkg === '' ? '' : `${path}${pkg}.`;
  const bare = receiver.startsWith('(*') ? receiver.slice(2, -1) : receiver;
  const owner = receiver === '' ? prefix + method : prefix + bare.replace('[...]', '');
  return {
    name,
    base: prefix + (receiver === '' ? '' : `${receiver}.`) + method,
    owner,
    ownerId: idOf(owner),
    method: receiver !== '',
    receiver: receiver.startsWith('(*') && closure === '' && !receiver.includes('['),
    role,
  };
}

const PARKING_CODE = /^runtime\.|^(?:internal\/)?(?:sync|poll)\.runtime_/;

function roleOf(name: string): Role {
  const known = ROLES.get(name);
  if (known !== undefined) return known;
  // gopark, semacquire1 and how sync enters them.
  return PARKING_CODE.test(name) ? 'parking' : 'code';
}
