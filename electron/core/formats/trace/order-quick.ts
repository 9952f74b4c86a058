import { slotOf } from './changes';
import type { Frontier } from './frontier';
import { NEAR } from './goroutine-states';
import { G_RUNNABLE, G_RUNNING, G_SYSCALL, G_WAITING, type OrderState, P_RUNNING, P_SYSCALL } from './order-state';
import { IN_SYSCALL, RUNNABLE, RUNNING, WAITING } from './profiles';
import { CHUNK_ROWS } from './rows';
import { GO_BLOCK, GO_START, GO_STOP, GO_SYSCALL_BEGIN, GO_SYSCALL_END, GO_UNBLOCK, TIMED } from './wire';

/** An event takes at most so many bytes: its type, its time and four arguments. */
const LONGEST = 1 + 5 * 10;

/**
 * Applies events in their order as long as they are ordinary: one of the six types that are nine tenths of a trace, whose conditions
 * all hold and whose goroutine, stack and reason came lately. Stops in front of the first that is not, or is after the time `until`,
 * and changes nothing for it: what it does is said in order-goroutines.ts. Gives the number of events.
 *
 * This says once more what `Frontier.read`, those handlers and `RowBuffer.push` say, for speed: one loop over the events of one thread
 * that calls nothing takes half the time. Each thread compiles it anew, and with all it calls inside that took longer than it saved.
 */
export function applyOrdinary(s: OrderState, frontier: Frontier, until: number): number {
  const { goroutines, rows, tables, reasons, threadG, threadP, held, procStatus, procSeq, noThread } = s;
  const { heap, time, type, args, at: position, end, begin, bytes, tickNs } = frontier;
  const { status, seq, ownStack, near } = goroutines;
  const { changes, profile, list, rowsOf, last, since } = rows;
  const { goroutine: rowGoroutine, time: rowTime, change: rowChange, actor: rowActor } = rows;
  const { nearKey, nearChange } = changes;
  const stackRows = tables.stackRows;
  const reasonOf = reasons.near;
  const early = s.early.data;
  const room = rowsOf.length;
  const earlyRoom = s.earlyRoom;
  let earlyCount = s.early.length;
  let now = s.now[0];
  let count = rows.count;
  let active = rows.active;
  let changeBits = 0;
  let actorBits = 0;
  const before = count;
  let ordinary = true;
  while (ordinary && frontier.size > 0) {
    const c = heap[0];
    let t = time[c];
    if (t > until || c === noThread) break;
    const limit = Math.min(until, frontier.second());
    const p = threadP[c];
    const processor = held[c];
    const slot = c * 4;
    const safe = end[c] - LONGEST;
    let mine = threadG[c];
    let kind = type[c];
    let at = position[c];
    let read = true;
    for (;;) {
      const a0 = args[slot];
      const a1 = args[slot + 1];
      let g = mine;
      let key = RUNNING;
      let actor = processor;
      ordinary = false;
      if (kind === GO_START || kind === GO_UNBLOCK) {
        const place = (a0 & (NEAR - 1)) << 1;
        g = near[place] === a0 ? near[place + 1] : -1;
        if (g < 0 || g >= room || seq[g] + 1 !== a1) break;
        if (kind === GO_START) {
          if (mine >= 0 || p < 0 || status[g] !== G_RUNNABLE) break;
        } else {
          const a2 = args[slot + 2];
          const stack = a2 >>> 0 < stackRows.length ? stackRows[a2] : 0;
          if (status[g] !== G_WAITING || (stack === 0 && a2 !== 0)) break;
          key = (stack << 11) | RUNNABLE;
          actor = mine + 1;
        }
      } else if (g < 0 || g >= room) {
        break;
      } else if (kind === GO_SYSCALL_END) {
        if (status[g] !== G_SYSCALL || p < 0 || procStatus[p] !== P_SYSCALL) break;
      } else {
        const stack = a1 >>> 0 < stackRows.length ? stackRows[a1] : 0;
        if (status[g] !== G_RUNNING || (stack === 0 && a1 !== 0)) break;
        if (kind === GO_SYSCALL_BEGIN) {
          if (p < 0 || procSeq[p] + 1 !== a0) break;
          key = (stack << 11) | IN_SYSCALL;
        } else if (kind === GO_BLOCK || kind === GO_STOP) {
          const reason = a0 >>> 0 < reasonOf.length ? reasonOf[a0] : -1;
          if (reason < 0) break;
          key = (stack << 11) | (reason << 3) | (kind === GO_BLOCK ? WAITING : RUNNABLE);
          actor = 0;
        } else {
          break;
        }
      }
      const near1 = slotOf(key);
      if (nearKey[near1] !== key || count === CHUNK_ROWS) break;
      ordinary = true;
      const change = nearChange[near1];

      switch (kind) {
        case GO_START:
          status[g] = G_RUNNING;
          seq[g] = a1;
          mine = g;
          break;
        case GO_UNBLOCK:
          status[g] = G_RUNNABLE;
          seq[g] = a1;
          break;
        case GO_SYSCALL_END:
          status[g] = G_RUNNING;
          procStatus[p] = P_RUNNING;
          break;
        case GO_SYSCALL_BEGIN:
          status[g] = G_SYSCALL;
          procStatus[p] = P_SYSCALL;
          procSeq[p] = a0;
          if (a1 !== 0) ownStack[g] = key >>> 11;
          break;
        default:
          status[g] = kind === GO_BLOCK ? G_WAITING : G_RUNNABLE;
          mine = -1;
          if (a1 !== 0) ownStack[g] = key >>> 11;
      }

      now = t <= now ? now + 1 : t;
      if (earlyCount < earlyRoom) early[earlyCount++] = now;
      const had = rowsOf[g];
      rowsOf[g] = had + 1;
      list[active] = g;
      active += had === 0 ? 1 : 0;
      const lastChange = last[g];
      if (lastChange >= 0) profile[lastChange] += now - since[g];
      if (lastChange >= 0 || (key & 7) === RUNNING) {
        last[g] = change;
        since[g] = now;
      }
      rowGoroutine[count] = g;
      rowTime[count] = now;
      rowChange[count] = change;
      rowActor[count] = actor;
      count++;
      changeBits |= change;
      actorBits |= actor;

      if (at > safe) {
        read = false;
        break;
      }
      begin[c] = at;
      const from = at;
      kind = bytes[at++];
      // The time first, then the arguments: all of them in the same few lines, so that even rare ones were seen when V8 compiles.
      let values = TIMED[kind];
      let ticks = 0;
      let to = slot - 1;
      for (const past = slot + values - 1; to < past; to++) {
        let byte = bytes[at++];
        let value = byte;
        if (byte >= 0x80) {
          value &= 0x7f;
          let shift = 7;
          do {
            byte = bytes[at++];
            value |= (byte & 0x7f) << shift;
            shift += 7;
          } while (byte >= 0x80 && shift < 28);
          if (byte >= 0x80) values = 0;
        }
        if (to < slot) ticks = value;
        else args[to] = value;
      }
      if (values === 0) {
        at = from;
        read = false;
        break;
      }
      t += Math.trunc(ticks * tickNs);
      if (t > limit) break;
    }
    threadG[c] = mine;
    position[c] = at;
    time[c] = t;
    type[c] = kind;
    if (!read) read = frontier.read(c);
    if (ordinary) frontier.sink(read);
  }
  const events = count - before;
  rows.take(count, active, changeBits, actorBits);
  s.now[0] = now;
  s.keptEarly(earlyCount);
  s.emitted += events;
  s.transitions += events;
  return events;
}
