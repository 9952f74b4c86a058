import fs from 'node:fs/promises';

/** Whether anything listens changes seldom, and finding it out means looking at every open file: ms. */
const AGAIN_MS = 5_000;
const LISTENING = '0A';
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
/** Open files of a process that are looked at; a server with more has its listeners among the first. */
const MOST_FILES = 256;

/** TCP ports on which a process listens, by its pid and start; only of processes of this user, on Linux. */
export class ListeningPorts {
  readonly #known = new Map<string, { readonly ports: readonly number[]; readonly atMs: number }>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Ascending; empty where there are none, or they may not be looked at. */
  async of(
    processes: readonly { readonly pid: number; readonly startMs: number }[],
  ): Promise<ReadonlyMap<number, readonly number[]>> {
    const at = this.#now();
    const keys = new Map(processes.map((process) => [`${process.pid} ${process.startMs}`, process.pid]));
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key);
    const stale = [...keys].filter(([key]) => at - (this.#known.get(key)?.atMs ?? -Infinity) >= AGAIN_MS);
    if (stale.length > 0) {
      const portOf = await listeners();
      for (const [key, pid] of stale)
        this.#known.set(key, { ports: portOf.size === 0 ? [] : await portsOf(pid, portOf), atMs: at });
    }
    return new Map([...keys].map(([key, pid]) => [pid, this.#known.get(key)?.ports ?? []]));
  }
}

/** Ports that are listened on, by the inode of the socket. */
async function listeners(): Promise<ReadonlyMap<string, number>> {
  const texts = await Promise.all(TABLES.map((table) => fs.readFile(table, 'latin1').catch(missing)));
  return new Map(texts.flatMap((text) => [...listenersIn(text)]));
}

/** proc(5): local address and port in hexadecimal, the state, and as the tenth field the inode. */
export function listenersIn(table: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of table.split('\n').slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    const port = Number.parseInt(local?.split(':')[1] ?? '', 16);
    if (state === LISTENING && inode !== undefined && port > 0) found.set(inode, port);
  }
  return found;
}

async function portsOf(pid: number, portOf: ReadonlyMap<string, number>): Promise<readonly number[]> {
  const files = await fs.readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(
    files.slice(0, MOST_FILES).map((file) => fs.readlink(`/proc/${pid}/fd/${file}`).catch(missing)),
  );
  const ports = links.flatMap((link) => portOf.get(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? '') ?? []);
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** What is not there, has ended or belongs to somebody else tells nothing. */
const missing = (): string => '';
