import type { GrantedFile } from '@ipc/engine-control';

/**
 * How long a page may be ahead of main: the id reaches the page and the path reaches this process over different pipes, and
 * nothing orders them.
 */
const PATIENCE_MS = 2_000;

/** What the ids that main gives out look like: of files to read, and of places to write to. */
const SOURCE_ID = /^src-\d{1,10}$/;
export const TARGET_ID = /^dst-\d{1,10}$/;

/** The files that main granted, by id. */
export class Granted {
  readonly #files = new Map<string, GrantedFile>();
  readonly #waiting = new Map<string, Set<(file: GrantedFile) => void>>();
  readonly #patienceMs: number;
  readonly #idForm: RegExp;

  constructor(patienceMs = PATIENCE_MS, idForm = SOURCE_ID) {
    this.#patienceMs = patienceMs;
    this.#idForm = idForm;
  }

  add(files: readonly GrantedFile[]): void {
    for (const file of files) {
      this.#files.set(file.id, file);
      for (const resolve of this.#waiting.get(file.id) ?? []) resolve(file);
      this.#waiting.delete(file.id);
    }
  }

  /** The same, and the id is used up. */
  async take(id: string): Promise<GrantedFile | null> {
    const found = await this.find(id);
    this.#files.delete(id);
    return found;
  }

  /** Null when the id was never granted: a page cannot open what the user did not choose. */
  async find(id: string): Promise<GrantedFile | null> {
    const known = this.#files.get(id);
    // Only ids of the form that main gives are worth waiting for.
    if (known !== undefined || !this.#idForm.test(id)) return known ?? null;
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(id) ?? new Set();
      const arrived = (file: GrantedFile): void => {
        clearTimeout(timer);
        resolve(file);
      };
      const timer = setTimeout(() => {
        waiting.delete(arrived);
        if (waiting.size === 0) this.#waiting.delete(id);
        resolve(null);
      }, this.#patienceMs);
      this.#waiting.set(id, waiting.add(arrived));
    });
  }
}
