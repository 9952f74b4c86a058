import type { Finding, Tier } from './findings';

/**
 * Rules and suppressions that users write as files. The host reads the files and hands their text over; the Engine judges by them.
 * Everything that is shown of them is here.
 */

/** Where a file was found: `.parkscope` of the project, the user's configuration folder, or a folder named by `--rules`. */
export type RuleScope = 'project' | 'user' | 'folder';

/** A mistake in a file. Lines and columns count from 1; column in UTF-16 units. */
export interface RuleProblem {
  readonly line: number;
  readonly column: number;
  /** One sentence: `There is no field “cuont” in the table goroutines.` */
  readonly message: string;
  /** What to do, imperative; ``. */
  readonly hint: string;
  /** The line it is about, at most 200 characters; ``. */
  readonly excerpt: string;
}

export interface RuleFile {
  /** Handle for `mute`'s and `unmute`'s answers and for lists: `file-1a2b3c`; the same while the path is the same. */
  readonly file: string;
  /** As people know it: `.parkscope/rules/queue.rule.yaml`, `~/.config/parkscope/suppressions.yaml`. */
  readonly path: string;
  readonly scope: RuleScope;
  readonly kind: 'rules' | 'suppressions';
  /**
   * `in-force` as it is written now · `previous` it has mistakes, and the version before it stays in force · `unusable` it has mistakes,
   * and there is no version before it.
   */
  readonly state: 'in-force' | 'previous' | 'unusable';
  readonly problems: readonly RuleProblem[];
  /** Rules or suppressions of the version in force. */
  readonly entries: number;
}

export const RULE_TABLES = ['goroutines', 'heap', 'metrics', 'process', 'findings'] as const;
export type RuleTable = (typeof RULE_TABLES)[number];

/** A rule in force, as written. */
export interface UserRule {
  /** Its name: `queue-backlog`. Findings of it have the rule `user/queue-backlog`. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly table: RuleTable;
  /** The condition, CEL. */
  readonly when: string;
  readonly tier: Extract<Tier, 'suspect' | 'info'>;
  readonly severity: Finding['severity'];
  /** How long the condition must hold, ms; 0 = at the last capture. */
  readonly forMs: number;
  /** Template: `{count} goroutines wait at {site.file}`; `` for rules about findings that have none. */
  readonly message: string;
  readonly advice: readonly string[];
}

/** An entry of a suppressions file. */
export interface Suppression {
  /** Handle for `unmute`: `sup-1a2b3c`. */
  readonly suppression: string;
  readonly file: string;
  readonly line: number;
  /** What it silences: findings by id, or by key; both may hold `*`. One of the two is ``. */
  readonly id: string;
  readonly key: string;
  readonly reason: string;
  /** Who wrote it; ``. */
  readonly by: string;
  /** `2026-12-31`, in force to the end of that day (UTC); null = for good. */
  readonly expires: string | null;
  readonly expired: boolean;
}

/** What is in force, and what is wrong with the rest. Answer of `ruleBook`, `mute` and `unmute`. */
export interface RuleBookAnswer {
  /** Raised by every change; events and answers about findings carry it. */
  readonly revision: number;
  /** Folders that are looked into, whether or not they are there. */
  readonly folders: readonly { readonly path: string; readonly scope: RuleScope; readonly found: boolean }[];
  /** In order of precedence: of two rules with one name the first is in force, and the second is a problem of its file. */
  readonly files: readonly RuleFile[];
  readonly rules: readonly UserRule[];
  readonly suppressions: readonly Suppression[];
  /** What the built-in rules and patterns report, and what looks the same and is healthy. */
  readonly builtIn: readonly { readonly rule: string; readonly reports: string; readonly traps: string }[];
  /** Files that `mute` can write to. */
  readonly writable: readonly RuleScope[];
}

/** What a rule of a user said about one document. */
export interface RuleResult {
  readonly rule: string;
  /** Rows of its table that it looked at. */
  readonly rows: number;
  /** Findings it made (of a rule about findings: that it raised), the suppressed ones included. */
  readonly findings: number;
  /** Why it could not judge, or judged less than it says: `needs a series: …`, `row 12: no such key: tenant`; ``. */
  readonly note: string;
  /** True when the note is a mistake of the rule and not a lack of the document. */
  readonly failed: boolean;
}

/** A finding that is not in the list, and why. */
export interface SuppressedFinding {
  readonly finding: Finding;
  /** Its key, as `key:` patterns match it: `chan-send-blocked chan send example.com/shop/ingest.(*Batcher).Add`. */
  readonly key: string;
  readonly suppression: Suppression;
}

export interface RuleResultsAnswer {
  readonly revision: number;
  readonly results: readonly RuleResult[];
  /** Largest first, at most 200. */
  readonly suppressed: readonly SuppressedFinding[];
  readonly folded: number;
  /** Entries that expired and whose findings are therefore back in the list. */
  readonly expired: readonly { readonly suppression: Suppression; readonly findings: number }[];
  /** Entries that no finding of this document matches. */
  readonly unused: readonly string[];
}

export interface MuteParams {
  /** One of the two: the id of a finding, or a pattern of keys; the other is ``. */
  readonly id: string;
  readonly key: string;
  readonly reason: string;
  /** `2026-12-31`, or null. */
  readonly expires: string | null;
  readonly by: string;
  /** Whose file it is written to. */
  readonly scope: Extract<RuleScope, 'project' | 'user'>;
}

/** A new file of rules. Its name is that of its first rule; a file that is there already is not written over. */
export interface SaveRulesParams {
  readonly text: string;
  readonly scope: Extract<RuleScope, 'project' | 'user'>;
}

/** Checks a text as if it were a file of rules or suppressions, without putting it in force: for live validation. */
export interface CheckRulesParams {
  readonly kind: RuleFile['kind'];
  readonly text: string;
}
export interface CheckRulesAnswer {
  readonly problems: readonly RuleProblem[];
  readonly rules: readonly UserRule[];
  readonly suppressions: readonly Suppression[];
}

/** The name by which `key:` patterns know a finding. It holds no line numbers: it survives edits of other code. */
export function findingKey({ rule, operation, site }: Pick<Finding, 'rule' | 'operation' | 'site'>): string {
  return `${rule} ${operation} ${site === null ? '-' : site.function}`;
}
