import { textKey } from '@core/analysis/hash';
import type {
  CheckRulesAnswer,
  CheckRulesParams,
  RuleBookAnswer,
  RuleFile,
  RuleProblem,
  RuleScope,
  Suppression,
  UserRule,
} from '@core/api/rules';

import { readRuleFile, type CompiledRule } from './rule-file';
import { isExpired, readSuppressionFile, type SuppressionEntry } from './suppression-file';

/** A file as the host found it. */
export interface RuleFileText {
  /** As people know it; also its identity. */
  readonly path: string;
  readonly scope: RuleScope;
  readonly kind: RuleFile['kind'];
  /** Its text, or why it could not be read. */
  readonly content: { readonly text: string } | { readonly problem: string };
}

/** What a host found in the folders that it looks into. Files in order of precedence. */
export interface RuleFolders {
  readonly folders: RuleBookAnswer['folders'];
  readonly files: readonly RuleFileText[];
  readonly writable: readonly RuleScope[];
}

/** A rule that comes with Parkscope. */
export interface BuiltInRule {
  readonly id: string;
  readonly reports: string;
  readonly traps: string;
}

const NO_FOLDERS: RuleFolders = { folders: [], files: [], writable: [] };

/** What is in force: what findings are judged by. */
export interface RulesInForce {
  readonly revision: number;
  readonly rules: readonly (CompiledRule & { readonly path: string; readonly file: string })[];
  readonly suppressions: readonly (SuppressionEntry & { readonly file: string })[];
  /** Files with mistakes, one sentence each. */
  readonly notes: readonly string[];
}

interface Version {
  readonly rules: readonly CompiledRule[];
  readonly suppressions: readonly SuppressionEntry[];
}

interface Held {
  readonly source: RuleFileText;
  readonly problems: readonly RuleProblem[];
  /** The last version without mistakes; null = there was none. */
  readonly inForce: Version | null;
}

/** The rule files of a host: text in, rules out. A file with mistakes leaves its version before in force. */
export class RuleBook {
  #revision = 0;
  #held: readonly Held[] = [];
  #found: RuleFolders = NO_FOLDERS;
  #current: RulesInForce = { revision: 0, rules: [], suppressions: [], notes: [] };
  #files: readonly RuleFile[] = [];

  /** Takes what is there now; true when something differs from before. Files that are not among it are gone. */
  load(found: RuleFolders): boolean {
    const same = JSON.stringify(found.files) === JSON.stringify(this.#found.files);
    this.#found = found;
    // A folder that came to be, and is empty, changes no finding.
    if (same) return false;
    const before = new Map(this.#held.map((held) => [held.source.path, held]));
    this.#held = found.files.map((source) => {
      const known = before.get(source.path);
      return known !== undefined && sameText(known.source, source)
        ? { ...known, source }
        : read(source, known?.inForce ?? null);
    });
    this.#revision++;
    this.#assemble();
    return true;
  }

  get inForce(): RulesInForce {
    return this.#current;
  }

  /** `nowMs`: what day it is; null = no clock. */
  answer(nowMs: number | null, builtIn: readonly BuiltInRule[]): RuleBookAnswer {
    const { revision, rules, suppressions } = this.#current;
    return {
      revision,
      folders: this.#found.folders,
      files: this.#files,
      rules: rules.map(publicRule),
      suppressions: suppressions.map((entry) => publicSuppression(entry, nowMs)),
      builtIn: builtIn.map(({ id, reports, traps }) => ({ rule: id, reports, traps })),
      writable: this.#found.writable,
    };
  }

  #assemble(): void {
    const taken = new Map<string, string>();
    const rules: RulesInForce['rules'][number][] = [];
    const suppressions: RulesInForce['suppressions'][number][] = [];
    const notes: string[] = [];
    this.#files = this.#held.map(({ source, problems, inForce }) => {
      const { path, scope, kind } = source;
      const file = fileHandle(path);
      const all = [...problems];
      let entries = inForce?.suppressions.length ?? 0;
      for (const rule of inForce?.rules ?? []) {
        const other = taken.get(rule.name);
        if (other === undefined) {
          taken.set(rule.name, path);
          rules.push({ ...rule, path, file });
          entries++;
        } else {
          const message = `There is another rule “${rule.name}” in ${other}, which goes first.`;
          all.push({ line: rule.line, column: 1, message, hint: 'Give it another name.', excerpt: '' });
        }
      }
      for (const entry of inForce?.suppressions ?? []) suppressions.push({ ...entry, file });
      const state = problems.length === 0 ? 'in-force' : inForce === null ? 'unusable' : 'previous';
      const [first] = all;
      if (first !== undefined) {
        const kept = state === 'previous' ? ' The version before it stays in force.' : '';
        notes.push(`${path}:${first.line}:${first.column}: ${first.message}${kept}`);
      }
      return { file, path, scope, kind, state, problems: all, entries };
    });
    this.#current = { revision: this.#revision, rules, suppressions, notes };
  }
}

function sameText(a: RuleFileText, b: RuleFileText): boolean {
  return a.kind === b.kind && JSON.stringify(a.content) === JSON.stringify(b.content);
}

function read(source: RuleFileText, before: Version | null): Held {
  if ('problem' in source.content) {
    const problem = { line: 1, column: 1, message: source.content.problem, hint: '', excerpt: '' };
    return { source, problems: [problem], inForce: before };
  }
  const { text } = source.content;
  const { rules, problems } = source.kind === 'rules' ? readRuleFile(text) : { rules: [], problems: [] };
  const list = source.kind === 'suppressions' ? readSuppressionFile(text) : { entries: [], problems: [] };
  const all = [...problems, ...list.problems];
  return { source, problems: all, inForce: all.length === 0 ? { rules, suppressions: list.entries } : before };
}

function fileHandle(path: string): string {
  return `file-${textKey(path)}`;
}

function publicRule({ name, file, line, table, when, tier, severity, forMs, message, advice }: UserRule): UserRule {
  return { name, file, line, table, when, tier, severity, forMs, message, advice };
}

export function publicSuppression(
  entry: SuppressionEntry & { readonly file: string },
  nowMs: number | null,
): Suppression {
  return { ...entry, expired: isExpired(entry, nowMs) };
}

/** What `checkRules` answers: a text as if it were a file. */
export function checkRuleText({ kind, text }: CheckRulesParams, nowMs: number | null): CheckRulesAnswer {
  if (kind === 'suppressions') {
    const { entries, problems } = readSuppressionFile(text);
    return {
      problems,
      rules: [],
      suppressions: entries.map((entry) => publicSuppression({ ...entry, file: '' }, nowMs)),
    };
  }
  const { rules, problems } = readRuleFile(text);
  return { problems, rules: rules.map((rule) => publicRule({ ...rule, file: '' })), suppressions: [] };
}
