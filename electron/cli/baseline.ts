import fs from 'node:fs';
import { TIERS, type Finding, type Tier } from '@core/api/findings';
import type { FindingsAnswer } from '@core/api/queries';
import { CliFailure, EXIT } from './io';

/** What `--baseline` compares by: enough of a finding to know it again. */
export type KnownFinding = Pick<Finding, 'id' | 'rule' | 'tier' | 'operation' | 'site' | 'entry' | 'creator'>;

/** Findings that were there before. */
export interface Baseline {
  readonly findings: readonly KnownFinding[];
  /** Findings that it counts and does not list: they cannot be known again. */
  readonly folded: number;
}

/** What is new, and what was known. */
export interface Compared {
  readonly answer: FindingsAnswer;
  /** Findings that the baseline has, at least as sure. */
  readonly known: Readonly<Record<Tier, number>>;
  /** Of `answer.findings` those that the baseline has in a weaker tier. */
  readonly surer: ReadonlyMap<string, Tier>;
}

const LARGEST = 256 << 20;
const SCHEMA = 'parkscope.findings/1';

/** Findings of an earlier `check --format json`; null when the file is something else, a capture for instance. */
export function readFindingsFile(file: string): Baseline | null {
  if (!looksLikeFindings(file)) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw damaged(file, error instanceof Error ? error.message : String(error));
  }
  const { schema, findings, folded, suppressed } = record(parsed);
  if (schema !== SCHEMA) throw damaged(file, `its schema is ${JSON.stringify(schema)}, not ${SCHEMA}`);
  if (!Array.isArray(findings)) throw damaged(file, 'it has no list of findings');
  const all: unknown[] = [...(findings as unknown[]), ...(Array.isArray(suppressed) ? (suppressed as unknown[]) : [])];
  return {
    findings: all.map((finding, i) => readFinding(finding) ?? failAt(file, i)),
    folded: typeof folded === 'number' ? folded : 0,
  };
}

function failAt(file: string, at: number): never {
  throw damaged(file, `finding ${at + 1} has no id, rule or tier`);
}

function damaged(file: string, why: string): CliFailure {
  return new CliFailure(
    EXIT.input,
    `--baseline ${file} cannot be used: ${why}. Make it anew with check --format json.`,
  );
}

/** An object that begins with its schema, as we write it; other JSON is a capture or nothing. */
function looksLikeFindings(file: string): boolean {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size > LARGEST) return false;
  const head = new Uint8Array(4096);
  const handle = fs.openSync(file, 'r');
  try {
    const text = new TextDecoder().decode(head.subarray(0, fs.readSync(handle, head)));
    return /^\s*\{/.test(text) && text.includes('parkscope.findings/');
  } finally {
    fs.closeSync(handle);
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function readFinding(value: unknown): KnownFinding | null {
  const { id, rule, tier, operation, site, entry, creator } = record(value);
  const known = TIERS.find((candidate) => candidate === tier);
  if (typeof id !== 'string' || typeof rule !== 'string' || known === undefined) return null;
  return {
    ...{ id, rule, tier: known },
    operation: (typeof operation === 'string' ? operation : 'other') as Finding['operation'],
    site: readPlace(site),
    entry: readPlace(entry),
    creator: readPlace(creator),
  };
}

function readPlace(value: unknown): Finding['site'] {
  const { function: name, file, line } = record(value);
  if (typeof name !== 'string') return null;
  return { function: name, file: typeof file === 'string' ? file : '', line: typeof line === 'number' ? line : 0 };
}

/**
 * Leaves out what the baseline has at least as sure. A finding is known by its id, else by what it is about without line numbers, one for
 * one: an edit above a leak moves it and makes no new one.
 */
export function compare(answer: FindingsAnswer, { findings: before }: Baseline): Compared {
  const byId = new Map(before.map((finding) => [finding.id, finding]));
  const taken = new Set<string>();
  for (const { id } of answer.findings) if (byId.has(id)) taken.add(id);
  const moved = new Map<string, KnownFinding[]>();
  for (const finding of before) {
    if (taken.has(finding.id)) continue;
    const key = aboutOf(finding);
    moved.set(key, [...(moved.get(key) ?? []), finding]);
  }
  const known: Record<Tier, number> = { proven: 0, strong: 0, suspect: 0, info: 0 };
  const summary: Record<Tier, number> = { ...answer.summary };
  const surer = new Map<string, Tier>();
  const findings = answer.findings.filter((finding) => {
    const old = byId.get(finding.id) ?? moved.get(aboutOf(finding))?.shift();
    if (old === undefined) return true;
    if (TIERS.indexOf(finding.tier) < TIERS.indexOf(old.tier)) {
      surer.set(finding.id, old.tier);
      return true;
    }
    known[finding.tier]++;
    summary[finding.tier]--;
    return false;
  });
  return { answer: { ...answer, findings, summary }, known, surer };
}

function aboutOf({ rule, operation, site, entry, creator }: KnownFinding): string {
  return [rule, operation, site?.function, entry?.function, creator?.function].join('\0');
}
