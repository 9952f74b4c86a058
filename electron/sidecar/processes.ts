import { flag, list, orNull, real, record, text, whole } from '@core/base/wire/checks';

/** Why a call failed, or why nothing is known of a process. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly detail: string;
}

export const wireError = record<WireError>({ code: text, message: text, hint: text, detail: text });

/** Answers `list`. */
export interface ProcessList {
  /** By pid, without the sampler itself and without what ended meanwhile. */
  readonly processes: readonly LocalProcess[];
  /** When, since the epoch. */
  readonly takenMs: number;
  /** What the list cannot show, one sentence each. */
  readonly notes: readonly string[];
}

/** One process of this machine, as far as the sampler may look. */
export interface LocalProcess {
  readonly pid: number;
  readonly ppid: number;
  /** The effective user: its number, and its name or the number again where the system has no name for it. */
  readonly uid: number;
  readonly user: string;
  /** The kernel's name, at most 15 bytes. */
  readonly name: string;
  /** Arguments separated by spaces, cut after 1024 bytes with `…`; `` for threads of the kernel. */
  readonly command: string;
  /** As the process sees the path; `` where it may not be read or there is none. */
  readonly executable: string;
  /** The file was deleted or replaced since the process started. */
  readonly executableDeleted: boolean;
  /** The kernel's letter: R running, S sleeping, D in the kernel, T stopped, t traced, Z ended, I idle in the kernel. */
  readonly state: string;
  /** Since the epoch, exact to 10 ms. */
  readonly startMs: number;
  /** User and system time since the start. */
  readonly cpuSeconds: number;
  /** Of one processor, while the list was made or since the list before; null where that is not known. */
  readonly cpuPercent: number | null;
  readonly rssBytes: number;
  readonly threads: number;
  /** 64 hexadecimal digits; null outside containers, or where the sampler cannot tell. */
  readonly container: string | null;
  /** What the executable says of itself; null when it is no Go program, or `goUnknown` says why that is not known. */
  readonly go: GoBuild | null;
  readonly goUnknown: WireError | null;
  /** That have not ended, without those of the runtime itself; null where that is not known: no Go program, or memory that may not be read. */
  readonly goroutines: number | null;
  /** Of Go programs only. */
  readonly features: readonly Feature[];
}

/** A string is `` where the build says nothing. */
export interface GoBuild {
  /** With experiments: `go1.26.8 X:nodwarf5`. */
  readonly version: string;
  /** Import path of the main package. */
  readonly main: string;
  readonly module: string;
  /** `v1.2.3`, `(devel)`, a pseudo-version. */
  readonly moduleVersion: string;
  /** The commit, and its time as RFC 3339. */
  readonly revision: string;
  readonly revisionTime: string;
  /** Built with changes that were not committed; null where the build says nothing. */
  readonly dirty: boolean | null;
}

/** One thing that Parkscope can do with a process, found out by doing it. */
export interface Feature {
  /**
   * `memory`: reading its memory, which goroutines, channels and heap counters come from · `perf`: sampling its CPU use ·
   * `ptrace`: attaching as a debugger does · `ebpf`: loading programs that watch it · `launch`: starting its executable as our
   * child.
   */
  readonly name: string;
  readonly available: boolean;
  /** Why not, one sentence; `` when available. */
  readonly why: string;
  /** The one shell command that would allow it, or null where there is none. */
  readonly command: string | null;
  /** What the system said: `process_vm_readv: EPERM`. */
  readonly detail: string;
}

const goBuild = record<GoBuild>({
  version: text,
  main: text,
  module: text,
  moduleVersion: text,
  revision: text,
  revisionTime: text,
  dirty: orNull(flag),
});

const feature = record<Feature>({ name: text, available: flag, why: text, command: orNull(text), detail: text });

const localProcess = record<LocalProcess>({
  pid: whole,
  ppid: whole,
  uid: whole,
  user: text,
  name: text,
  command: text,
  executable: text,
  executableDeleted: flag,
  state: text,
  startMs: whole,
  cpuSeconds: real,
  cpuPercent: orNull(real),
  rssBytes: whole,
  threads: whole,
  container: orNull(text),
  go: orNull(goBuild),
  goUnknown: orNull(wireError),
  goroutines: orNull(whole),
  features: list(feature),
});

export const processList = record<ProcessList>({ processes: list(localProcess), takenMs: whole, notes: list(text) });
