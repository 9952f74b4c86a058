import type { Note } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { formatCount } from '@core/base/format';
import {
  JSON_ARRAY,
  JSON_BAD,
  JSON_CUT,
  JSON_END_ARRAY,
  JSON_KEY,
  JSON_OBJECT,
  JSON_STRING,
  JsonScanner,
} from '@core/base/json-scan';
import { err, ok, type Result } from '@core/base/result';
import { LabelSetBuilder } from '@core/model/label-set-builder';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { ofTextFile, type Format, type ParseInput } from '../format';
import { cutJson, cutNote, malformedAt, malformedJson } from '../json-answers';
import { Pace } from '../pace';
import { detectSpeedscope } from './detect';
import { FrameList } from './frames';
import { ProfileReader } from './profile';

/** speedscope's own format (its file-format-spec.ts): shared frames and several profiles, sampled or evented. */
export const speedscopeFormat: Format = { name: 'speedscope', detect: detectSpeedscope, parse };

const WHAT = 'a speedscope profile';
/** More profiles in one file are a mistake of a generator, and each is a capture of its own. */
const MOST_PROFILES = 1000;

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  // The parts come in any order, and profiles mean nothing without the frames: first find both.
  const parts = findParts(input.bytes);
  const { scan } = parts;
  if (scan.token === JSON_BAD) return err(malformedJson(input, WHAT, scan));
  const cut = scan.token === JSON_CUT || input.cut;
  if (parts.framesAt < 0) {
    if (cut) return err(cutJson(input, WHAT, 'its frames (shared.frames) are missing'));
    return err(malformedAt(input, WHAT, 'it has no frames (shared.frames)', scan.at));
  }
  if (parts.profilesAt < 0) {
    if (cut) return err(cutJson(input, WHAT, 'its profiles are missing'));
    return err(malformedAt(input, WHAT, 'it has no profiles', scan.at));
  }
  const frames = new FrameList();
  frames.read(new JsonScanner(input.bytes, parts.framesAt));
  const read = await readProfiles(input, frames, parts.profilesAt);
  if (read.bad !== null) return err(malformedAt(input, WHAT, read.bad.why, read.bad.at));
  if (read.profiles.length === 0) {
    if (cut) return err(cutJson(input, WHAT, 'none of its profiles is complete enough'));
    return err(malformedAt(input, WHAT, 'it has no profile', parts.profilesAt));
  }
  const tables = frames.finish();
  const labelSets = new LabelSetBuilder().finish();
  const captures = read.profiles.map((profile, i): Capture => {
    const notes: Note[] = [...profile.notes()];
    if (cut && i === read.profiles.length - 1)
      notes.unshift(cutNote(input, `${formatCount(read.profiles.length)} profiles were`));
    if (i === 0 && read.unread > 0) {
      notes.push({
        kind: 'skipped',
        message: `${formatCount(read.unread)} profiles are left out: ${read.whyUnread}.`,
        count: read.unread,
        offset: null,
        hint: '',
      });
    }
    const { type, unit, scale } = profile.unit();
    return {
      ...ofTextFile(input),
      name: read.profiles.length === 1 || profile.name === '' ? input.name : `${input.name}: ${profile.name}`,
      format: 'speedscope',
      kind: 'custom',
      durationNs: unit === 'nanoseconds' ? profile.duration(scale) : null,
      comments: parts.comments,
      notes,
      strings: frames.strings,
      ...tables,
      stacks: profile.stacks.finish(),
      labelSets,
      samples: profile.samples({ type, unit }, scale),
      goroutines: null,
      ...NOTHING_MORE,
    };
  });
  return ok(captures);
}

interface Parts {
  /** At its end, at the cut or at the damage. */
  readonly scan: JsonScanner;
  /** Offsets of the values; −1 = not found. */
  readonly framesAt: number;
  readonly profilesAt: number;
  readonly comments: readonly string[];
}

function findParts(bytes: Uint8Array): Parts {
  const scan = new JsonScanner(bytes);
  const comments: string[] = [];
  let framesAt = -1;
  let profilesAt = -1;
  scan.next();
  while (scan.next() === JSON_KEY) {
    if (scan.is('profiles')) {
      profilesAt = scan.at;
      scan.skipValue();
    } else if (scan.is('shared')) {
      if (scan.next() !== JSON_OBJECT) scan.skip();
      else
        while (scan.next() === JSON_KEY) {
          if (scan.is('frames')) framesAt = scan.at;
          scan.skipValue();
        }
    } else {
      const key = scan.text();
      if (scan.next() === JSON_STRING && (key === 'name' || key === 'exporter'))
        comments.push(`${key}: ${scan.text()}`);
      scan.skip();
    }
  }
  if (scan.token < JSON_CUT) scan.next();
  return { scan, framesAt, profilesAt, comments };
}

interface ReadProfiles {
  readonly profiles: readonly ProfileReader[];
  readonly unread: number;
  readonly whyUnread: string;
  readonly bad: { readonly why: string; readonly at: number } | null;
}

async function readProfiles(input: ParseInput, frames: FrameList, at: number): Promise<ReadProfiles> {
  const scan = new JsonScanner(input.bytes, at);
  const profiles: ProfileReader[] = [];
  const pace = new Pace(input, 'profiles');
  let unread = 0;
  let whyUnread = '';
  if (scan.next() !== JSON_ARRAY) return { profiles, unread, whyUnread, bad: { why: 'its profiles are no list', at } };
  while (scan.next() !== JSON_END_ARRAY) {
    if (scan.token >= JSON_CUT) break;
    const start = scan.at;
    if (scan.token !== JSON_OBJECT || profiles.length >= MOST_PROFILES) {
      whyUnread ||= scan.token === JSON_OBJECT ? `more than ${MOST_PROFILES} are not shown` : 'they are no objects';
      unread++;
      scan.skip();
      continue;
    }
    const profile = new ProfileReader(frames);
    await profile.read(scan, pace);
    if (profile.bad !== '') return { profiles, unread, whyUnread, bad: { why: profile.bad, at: profile.badAt } };
    if (profile.type === '') {
      whyUnread ||= 'they say no type (sampled or evented)';
      unread++;
    } else if (profile.count > 0 || scan.token < JSON_CUT) profiles.push(profile);
    if (pace.due(start)) await pace.breathe(start, profiles.length);
  }
  return { profiles, unread, whyUnread, bad: null };
}
