import type { LiveTick } from '@core/api/live';
import { liveOf, standsStill } from '../state/live';
import { useSession } from '../state/session';
import type { EngineClient } from './engine-client';
import type { QueryCache } from './query-cache';

/** Ticks come up to four times a second; what is judged, and the list of captures, at most so often. */
const EVERY_MS = 1000;
/** Of a document that is not in front: its tab shows how many findings there are. */
const BEHIND_MS = 5000;

interface Followed {
  /** The newest tick, and the one that captures and findings are of. */
  newest: LiveTick;
  asked: LiveTick | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Keeps what the window shows of watched processes as new as the engine has it: after each tick the tracks are asked for again, and once a
 * second the captures and the findings, where there are new ones. While a view stands still its findings do, too. Returns its end.
 */
export function followLive(client: EngineClient, cache: QueryCache): () => void {
  const followed = new Map<string, Followed>();
  const catchUp = async (of: Followed): Promise<void> => {
    const { asked, newest } = of;
    const { doc } = newest;
    const session = useSession.getState;
    const there = (): boolean => session().documents.some(({ id, status }) => id === doc && status === 'ready');
    of.timer = setTimeout(
      () => {
        of.timer = undefined;
        if (!there()) followed.delete(doc);
        else if (of.newest !== of.asked) void catchUp(of);
      },
      session().active === doc ? EVERY_MS : BEHIND_MS,
    );
    of.asked = newest;
    const changed = (key: 'moments' | 'judged' | 'status'): boolean => asked?.[key] !== newest[key];
    if (changed('moments') || changed('status')) {
      const document = await client.call('document', { doc });
      if (document.ok && there()) session().patch(doc, { info: document.value });
    }
    if (!changed('judged')) return;
    if (standsStill(liveOf(doc).get())) {
      // Asked for when it goes on.
      if (asked !== null) of.asked = { ...newest, judged: asked.judged };
      return;
    }
    cache.renew(['findings'], doc);
    const judged = await client.call('findings', { doc });
    if (judged.ok && there()) session().patch(doc, { findings: judged.value.summary });
  };
  const end = client.onEvent((event) => {
    if (event.type !== 'live-tick') return;
    const { doc } = event;
    cache.renew(['live', 'looks'], doc);
    const of = followed.get(doc) ?? { newest: event, asked: null, timer: undefined };
    of.newest = event;
    followed.set(doc, of);
    if (of.timer === undefined) void catchUp(of);
  });
  return () => {
    for (const { timer } of followed.values()) clearTimeout(timer);
    end();
  };
}
