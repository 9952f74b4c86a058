import { siteKeys } from '@core/analysis/group';
import { codeRef } from '@core/analysis/site';
import type { LiveSite } from '@core/api/live';
import { OPERATIONS } from '@core/api/operation';
import type { LiveSegment } from '@core/model/live';
import type { OpenDocument } from './document';
import { perMinute } from './live-tracks';

/** Growth is that of so long a time before the cursor. */
const GROWTH_MS = 60_000;

/**
 * Groups by site at a time, those that grow most first. They are counted from all moments, and named by the capture: a group that is not
 * in it has a handle all the same.
 */
export function growingSites(doc: OpenDocument, capture: number, cursorMs: number): readonly LiveSite[] {
  const segments = doc.over?.series.segments ?? [];
  const segment = segments.filter(({ fromMs }) => fromMs <= cursorMs).at(-1) ?? segments.at(0);
  const analyses = doc.analyses[capture];
  if (segment === undefined || analyses === undefined) return [];
  const of = atStacks(doc, segment) ?? analyses;
  const { places } = segment;
  const keys = siteKeys(of.capture, of.sites);
  const fromMs = Math.max(segment.fromMs, cursorMs - GROWTH_MS);
  const found: { place: number; now: number; before: number; most: number }[] = [];
  for (let place = 0; place < places.count; place++) {
    // Of stacks that came after the tables were made.
    if (places.stack[place] >= of.capture.stacks.count) continue;
    const counts = segment.counts(place);
    const [now, before] = [counts.at(Math.max(cursorMs, segment.fromMs)), counts.at(fromMs)];
    if (now === 0) continue;
    const group = keys.group(places.stack[place], places.operation[place]);
    const known = found[group];
    if (known === undefined) found[group] = { place, now, before, most: now };
    else {
      known.now += now;
      known.before += before;
      if (now > known.most) Object.assign(known, { place, most: now });
    }
  }
  const sites = found.map(({ place, now, before }, group): LiveSite => ({
    site: codeRef(of.capture, of.sites.site[places.stack[place]]),
    state: of.capture.strings.get(places.state[place]),
    operation: OPERATIONS[places.operation[place]],
    creator: codeRef(of.capture, places.creator[place] - 1),
    count: now,
    perMinute: perMinute(now - before, cursorMs - fromMs),
    group: keys.handle(group),
  }));
  return sites.sort((a, b) => (b.perMinute ?? 0) - (a.perMinute ?? 0) || b.count - a.count);
}

/** The capture of the segment whose tables are newest. */
function atStacks(doc: OpenDocument, segment: LiveSegment) {
  const { over } = doc;
  const last = over?.series.kept.filter(({ atMs }) => atMs >= segment.fromMs && atMs <= segment.toMs).at(-1);
  return over === undefined || last === undefined ? undefined : doc.analyses[over.indexOf(last.number)];
}
