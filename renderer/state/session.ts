import { create } from 'zustand';
import type { DocumentInfo } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import type { Tier } from '@core/api/findings';
import type { Progress } from '@core/api/protocol';

/** One input of a document as the window knows it; the bytes stay with the host. */
export interface InputRef {
  /** Id the host gave out for the file; `` for pasted text. */
  readonly source: string;
  readonly name: string;
  /** Bytes as stored; null when the host did not say. */
  readonly size: number | null;
}

export interface OpenDocument {
  /** `d-1`; kept when a restarted engine reopens it. */
  readonly id: string;
  readonly title: string;
  readonly inputs: readonly InputRef[];
  /** `lost` = its engine stopped; `info` is then of before. */
  readonly status: 'opening' | 'ready' | 'failed' | 'lost';
  readonly progress: Progress | null;
  /** When the running open began, ms since the epoch. */
  readonly since: number;
  readonly info: DocumentInfo | null;
  readonly findings: Readonly<Record<Tier, number>> | null;
  readonly error: EngineError | null;
  /** Raised with every (re)open: answers of an earlier epoch are stale. */
  readonly epoch: number;
}

/** What became of the engine, for the banner; null while it is well. */
export interface EngineTrouble {
  /** When it was noticed, ms since the epoch. */
  readonly since: number;
  /** What the host says about the exit; ``. */
  readonly detail: string;
  /** It stopped too often and stays down until somebody starts it again. */
  readonly stopped: boolean;
  /** Documents to reopen and those that are back. */
  readonly total: number;
  readonly reopened: number;
}

export interface EngineMemory {
  /** The whole process, bytes; null where the engine has none of its own. */
  readonly process: number | null;
  /** The tables of the open documents, bytes. */
  readonly tables: number;
}

/** A folder that source files are looked for in. */
export interface SourceFolder {
  /** Id the host gave out for it. */
  readonly id: string;
  readonly name: string;
}

/** What `active` is while the Settings are in front; no document has this id. */
export const SETTINGS_TAB = 'settings';

export interface SessionState {
  readonly documents: readonly OpenDocument[];
  /** Id of the document in front, `SETTINGS_TAB`, or null: the empty window. */
  readonly active: string | null;
  /** Whether the Settings have a tab; it is the last one. */
  readonly settings: boolean;
  /** What was in front when the Settings were opened, and is again once they are closed. */
  readonly behindSettings: string | null;
  /** Folders that were chosen since the window opened, in order. */
  readonly sourceFolders: readonly SourceFolder[];
  readonly trouble: EngineTrouble | null;
  /** What the engine holds; null before it was asked. */
  readonly engineMemory: EngineMemory | null;
  readonly add: (document: OpenDocument) => void;
  readonly patch: (id: string, change: Partial<OpenDocument>) => void;
  readonly remove: (id: string) => void;
  readonly activate: (id: string | null) => void;
  readonly openSettings: () => void;
  readonly closeSettings: () => void;
  readonly addSourceFolder: (folder: SourceFolder) => void;
  readonly setTrouble: (trouble: EngineTrouble | null) => void;
  readonly setEngineMemory: (memory: EngineMemory) => void;
}

export const useSession = create<SessionState>()((set) => ({
  documents: [],
  active: null,
  settings: false,
  behindSettings: null,
  sourceFolders: [],
  trouble: null,
  engineMemory: null,
  add: (document) => set((s) => ({ documents: [...s.documents, document], active: document.id })),
  patch: (id, change) => set((s) => ({ documents: s.documents.map((d) => (d.id === id ? { ...d, ...change } : d)) })),
  remove: (id) =>
    set((s) => {
      const at = s.documents.findIndex((d) => d.id === id);
      const documents = s.documents.filter((d) => d.id !== id);
      const next = documents[Math.min(at, documents.length - 1)]?.id ?? null;
      return { documents, active: s.active === id ? next : s.active };
    }),
  activate: (active) => set({ active }),
  openSettings: () =>
    set((s) => (s.active === SETTINGS_TAB ? s : { settings: true, active: SETTINGS_TAB, behindSettings: s.active })),
  closeSettings: () =>
    set((s) => {
      if (s.active !== SETTINGS_TAB) return { settings: false };
      const behind = s.documents.find(({ id }) => id === s.behindSettings) ?? s.documents.at(-1);
      return { settings: false, active: behind?.id ?? null };
    }),
  addSourceFolder: (folder) =>
    set((s) => ({ sourceFolders: [...s.sourceFolders.filter(({ id }) => id !== folder.id), folder] })),
  setTrouble: (trouble) => set({ trouble }),
  setEngineMemory: (engineMemory) => set({ engineMemory }),
}));

/** The document in front; null in the empty window. */
export function activeDocument(): OpenDocument | null {
  const { documents, active } = useSession.getState();
  return documents.find(({ id }) => id === active) ?? null;
}

/** Ids of the tabs in their order. */
export function tabIds({ documents, settings }: Pick<SessionState, 'documents' | 'settings'>): readonly string[] {
  return [...documents.map(({ id }) => id), ...(settings ? [SETTINGS_TAB] : [])];
}
