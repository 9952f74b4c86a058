import type { DocumentInfo, Note } from './document';
import type { EngineError } from './errors';
import type { ExportAnswer, ExportParams } from './export';
import type { PictureParams } from './picture';
import type { ReportParams } from './report';
import type { TableParams } from './table';
import type { LiveCommands, LiveTick, UrlSeries } from './live';
import type { Answer, Params, QueryName } from './queries';
import type { CheckRulesAnswer, CheckRulesParams, MuteParams, RuleBookAnswer, SaveRulesParams } from './rules';

/** Raised when a message changes its meaning; both ends are built together, so a difference is a defect, not a negotiation. */
export const PROTOCOL_VERSION = 1;

/**
 * What to open. `source` is an id that the host handed out for a file the user chose; a page never names a path. `continues`: of a process,
 * where it was recorded to (as in `record`): the document begins with what is there. `series`: of a URL, how it is asked.
 */
export type OpenInput =
  | { readonly source: string; readonly continues?: string; readonly series?: UrlSeries }
  | { readonly text: string; readonly name: string };

export interface OpenParams {
  /** Chosen by the caller (`d-1`), so that a document keeps its id when a restarted engine reopens it. */
  readonly doc: string;
  /** Several inputs become one document. */
  readonly inputs: readonly OpenInput[];
}

/** What can be written into a file: a capture, a report, a table, a picture. */
export type FileParams = ExportParams | ReportParams | TableParams | PictureParams;

/** Calls that change what the Engine holds; questions are in `Queries`. */
export interface Commands extends LiveCommands {
  open: { params: OpenParams; answer: DocumentInfo };
  close: { params: { readonly doc: string }; answer: null };
  /** Writes a capture, a table, a report or a picture into a file. `target` is an id that the host handed out for the place the user chose. */
  export: { params: FileParams & { readonly target: string }; answer: ExportAnswer };
  /** From now on source files are looked for in a folder, too. `source` is an id that the host handed out for the folder the user chose. */
  addSources: { params: { readonly source: string }; answer: null };
  /** Answers with what the engine is and holds; also the liveness probe. */
  status: { params: Record<string, never>; answer: EngineStatus };
  /** Rules and suppressions in force, and what is wrong with the others (rules.ts, as the next four). */
  ruleBook: { params: Record<string, never>; answer: RuleBookAnswer };
  /** Checks a text without putting it in force. */
  checkRules: { params: CheckRulesParams; answer: CheckRulesAnswer };
  /** Appends to a suppressions file, and takes an entry out of one. `unwritable` where the host cannot. */
  mute: { params: MuteParams; answer: RuleBookAnswer };
  unmute: { params: { readonly suppression: string }; answer: RuleBookAnswer };
  /** Makes a file of rules, which are in force with it. A text with a mistake is refused. */
  saveRules: { params: SaveRulesParams; answer: RuleBookAnswer };
}
export interface EngineStatus {
  readonly protocol: number;
  /** Tables of the open documents and what questions left of them, bytes. */
  readonly memoryBytes: number;
  /** Memory of the whole process that the engine runs in, bytes; null where it has none of its own (a worker of the page). */
  readonly processBytes: number | null;
  readonly documents: readonly string[];
  /** The last 200 questions: what was asked, how long it took, how large the answer was. */
  readonly log: readonly QueryLogEntry[];
}
export interface QueryLogEntry {
  readonly name: string;
  readonly doc: string;
  readonly ms: number;
  readonly answerBytes: number;
  readonly outcome: 'ok' | 'err' | 'cancelled';
}

export type CallName = QueryName | keyof Commands;
export type CallParams<N extends CallName> = N extends QueryName
  ? Params<N>
  : N extends keyof Commands
    ? Commands[N]['params']
    : never;
export type CallAnswer<N extends CallName> = N extends QueryName
  ? Answer<N>
  : N extends keyof Commands
    ? Commands[N]['answer']
    : never;

/** Client → engine. */
export type ClientMessage =
  | {
      readonly v: number;
      readonly id: number;
      readonly kind: 'call';
      readonly name: CallName;
      readonly params: unknown;
    }
  | { readonly v: number; readonly id: number; readonly kind: 'cancel' };

/** Engine → client. Events carry the id of the call they belong to, or 0. */
export type EngineMessage =
  | { readonly v: number; readonly id: number; readonly kind: 'ok'; readonly answer: unknown }
  | { readonly v: number; readonly id: number; readonly kind: 'err'; readonly error: EngineError }
  | { readonly v: number; readonly id: number; readonly kind: 'event'; readonly event: EngineEvent };

export type EngineEvent =
  /** At most every 100 ms during `open`; `export` while that writes. */
  | { readonly type: 'progress'; readonly doc: string; readonly progress: Progress }
  | { readonly type: 'export'; readonly doc: string; readonly progress: Progress }
  | { readonly type: 'note'; readonly doc: string; readonly note: Note }
  /** At most four times a second while the document of a process changes. */
  | ({ readonly type: 'live-tick' } & LiveTick)
  /** Rules or suppressions changed: `findings`, `ruleResults` and `ruleBook` have new answers. */
  | { readonly type: 'rules-changed'; readonly revision: number };

export interface Progress {
  /** `Reading goroutines.txt`. */
  readonly what: string;
  /** Bytes of the source consumed and its size; of an export thousandths of the work. Both 0 where neither is known yet. */
  readonly done: number;
  readonly total: number;
  /** Records found so far, with their noun: `62,300 goroutines`. */
  readonly found: number;
  readonly noun: string;
}
