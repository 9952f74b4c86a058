import { gunzipSync } from 'node:zlib';
import { analyse, type Analyses } from '@core/analysis/analyses';
import type { Finding, Tier } from '@core/api/findings';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import type { Capture } from '@core/model/tables';
import { judge } from '@core/rules/run';
import patterns from '../patterns.json';
import { standsAt } from './place';
import { plainRule } from './plain-rule';
import { shortFile, type CaptureFile, type Run, type RunInfo, type Site } from './runs';

/** `leak` is debug=2 with the runtime's marks, at the last moment; `heap` everything but the goroutines. */
export const FORMATS = ['debug0', 'debug1', 'debug2', 'leak', 'heap'] as const;
export type Format = (typeof FORMATS)[number];
export const MODES = ['single', 'series'] as const;
export type Mode = (typeof MODES)[number];

/** A finding as tables and lists show it. */
export interface Found {
  readonly tier: Tier;
  readonly rule: string;
  readonly operation: string;
  readonly count: number;
  readonly place: string;
  readonly title: string;
  readonly evidence: readonly string[];
}

export interface SiteVerdict {
  readonly site: Site;
  /** The surest finding that stands there; null = none. */
  readonly found: Found | null;
  /** A finding of a rule that patterns.json names for the site, suspect or surer. Null where the pattern is not known. */
  readonly right: boolean | null;
  /** The same with findings that are info. */
  readonly rightAtAll: boolean | null;
  /** Whether the plain rule names it. */
  readonly plain: boolean;
}

/** What the engine says about one document made of captures of one run. */
export interface Verdict {
  readonly info: RunInfo;
  readonly format: Format;
  readonly mode: Mode;
  readonly sites: readonly SiteVerdict[];
  /** Findings, suspect or surer, about what is healthy. */
  readonly alarms: readonly Found[];
  /** Findings, suspect or surer, of a leak program that stand at no mark: not judged. */
  readonly extras: readonly Found[];
  /** Healthy places that the plain rule names. */
  readonly plainAlarms: readonly string[];
  /** `info` findings that stand at no mark. */
  readonly infos: number;
}

const RULES_OF: Readonly<Record<string, { readonly rules: readonly string[] } | undefined>> = patterns;
/** Rules of the memory-shaped patterns: what is judged of a heap document. */
const HEAP_RULES = new Set(
  [34, 35, 36, 37, 38, 57, 58, 59, 60, 61].flatMap((number) => RULES_OF[String(number)]?.rules ?? []),
);
/** The healthy company that the harness gives every program. */
const COMPANIONS = /^example\.com\/workloads\/harness\b/;

/** Judges every document that the captures of a run make. */
export async function judgeRun(run: Run, formats: readonly Format[] = FORMATS): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const format of formats) {
    const moments = documentOf(run, format);
    if (moments.length === 0) continue;
    const captures: Capture[][] = [];
    for (const files of moments) captures.push((await Promise.all(files.map(open))).flat());
    for (const mode of MODES) {
      if (mode === 'series' && moments.length < 2) continue;
      verdicts.push(
        verdict(run.info, format, mode, analyse(mode === 'single' ? captures[captures.length - 1] : captures.flat())),
      );
    }
  }
  return verdicts;
}

async function open(file: CaptureFile): Promise<readonly Capture[]> {
  // Unpacked here: thousands of streams for a few bytes each take longer than all the rest.
  const bytes = file.name.endsWith('.gz') ? gunzipSync(file.bytes) : file.bytes;
  const opened = await openSource(bytesSource(file.name, new Uint8Array(bytes), file.modifiedMs));
  if (!opened.ok) throw new Error(`${file.name}: ${opened.error.message}`);
  return opened.value;
}

/** The files of each moment that a format takes. */
function documentOf(run: Run, format: Format): CaptureFile[][] {
  const { info, files } = run;
  const at = (k: number, what: (name: string) => boolean): CaptureFile[] =>
    files.filter(({ name }) => name.startsWith(`${k}.`) && what(name.slice(String(k).length + 1)));
  const moments = Array.from({ length: info.moments }, (_, i) => i + 1);
  if (format === 'leak') {
    const marks = files.filter(({ name }) => name === 'leak.txt');
    if (marks.length === 0) return [];
    return [...moments.slice(0, -1).map((k) => at(k, (what) => what === 'debug2.txt')), marks];
  }
  if (format === 'heap') {
    const judged =
      info.truth.some(isMemory) || info.variant === 'idle' || info.variant === 'load' || info.variant === 'fixed';
    if (!judged) return [];
    // As text the profile has MemStats with it; both at once would be two heaps a moment.
    const text = files.some(({ name }) => name.endsWith('.heap.txt'));
    const taken = (what: string): boolean => !/^(debug|leak)/.test(what) && !(text && what.startsWith('heap.pb'));
    return moments.map((k) => at(k, taken)).filter((each) => each.length > 0);
  }
  return moments.map((k) => at(k, (what) => what.startsWith(`${format}.`))).filter((each) => each.length > 0);
}

function isMemory({ kind }: Site): boolean {
  return kind === 'heap' || kind === 'process';
}

/** Patterns whose every occurrence stays in the heap; the others show only while they go on. */
const HELD = new Set([34, 35, 36, 37, 38, 57]);

/** Whether a memory-shaped leak can be seen in a run: it went on long enough, and the profile sampled what it holds. */
function manifests(site: Site, info: RunInfo, analyses: readonly Analyses[]): boolean {
  if (info.style === 'once') return false;
  if (info.style === 'burst' && !site.patterns.some((number) => HELD.has(number))) return false;
  return site.kind === 'process' || analyses.some(({ capture }) => capture.kind === 'heap' && holdsAt(capture, site));
}

function holdsAt(capture: Capture, site: Site): boolean {
  const { samples, stacks, frames, functions, strings } = capture;
  const inUse = samples.values[samples.types.findIndex(({ type }) => type === 'inuse_space')];
  const at = new Set<number>();
  for (let frame = 0; frame < frames.count; frame++) {
    const file = strings.get(functions.file[frames.func[frame]]);
    if (frames.line[frame] === site.line && shortFile(file) === site.file) at.add(frame);
  }
  for (let i = 0; i < samples.count; i++) {
    if (inUse === undefined || inUse[i] === 0) continue;
    for (let stack = samples.stack[i]; stack !== 0; stack = stacks.prefix[stack]) {
      if (at.has(stacks.frame[stack])) return true;
    }
  }
  return false;
}

function verdict(info: RunInfo, format: Format, mode: Mode, analyses: readonly Analyses[]): Verdict {
  const judged = judge(analyses, null).findings;
  const heap = format === 'heap';
  const findings = judged
    .filter(({ rule }) => !heap || HEAP_RULES.has(rule))
    .map((finding) => ({ finding, frames: framesOf(finding), used: false }));
  const places = mode === 'series' && !heap ? plainRule(analyses) : [];
  const plainUsed = new Set<number>();
  const sites = info.truth
    .filter((site) => (heap ? isMemory(site) && manifests(site, info, analyses) : !isMemory(site)))
    .map((site): SiteVerdict => {
      const rules = new Set(site.patterns.flatMap((number) => RULES_OF[String(number)]?.rules ?? []));
      const here = findings.filter(({ finding, frames }) =>
        site.kind === 'process' ? rules.has(finding.rule) : standsAt(site, frames),
      );
      for (const one of here) one.used = true;
      let plain = false;
      places.forEach((place, i) => {
        if (!standsAt(site, place.frames)) return;
        plainUsed.add(i);
        plain = true;
      });
      const right = here.some(({ finding }) => finding.tier !== 'info' && rules.has(finding.rule));
      return {
        site,
        found: here.length === 0 ? null : foundOf(here[0].finding),
        right: rules.size === 0 ? null : right,
        rightAtAll: rules.size === 0 ? null : here.some(({ finding }) => rules.has(finding.rule)),
        plain,
      };
    });
  const rest = findings.filter(({ used }) => !used).map(({ finding }) => finding);
  const sure = rest.filter(({ tier }) => tier !== 'info');
  const leak = info.variant === 'leak';
  const alarms = leak ? sure.filter((finding) => COMPANIONS.test(finding.site?.function ?? '')) : sure;
  return {
    ...{ info, format, mode, sites },
    alarms: alarms.map(foundOf),
    extras: sure.filter((finding) => !alarms.includes(finding)).map(foundOf),
    plainAlarms: places
      .filter((place, i) => !plainUsed.has(i) && (!leak || COMPANIONS.test(place.name)))
      .map(({ name }) => name),
    infos: rest.length - sure.length,
  };
}

function framesOf(finding: Finding) {
  return finding.site === null ? finding.stack : [finding.site, ...finding.stack];
}

function foundOf(finding: Finding): Found {
  const { site } = finding;
  return {
    ...{
      tier: finding.tier,
      rule: finding.rule,
      operation: finding.operation,
      count: finding.count,
      title: finding.title,
    },
    place: site === null ? '(process)' : `${site.function} ${shortFile(site.file)}:${site.line}`,
    evidence: finding.evidence.map(({ text }) => text),
  };
}
