import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoEntry, FileSet } from '@ipc/channels';
import * as v from 'valibot';
import { sizeOf, type Grants } from './grants';

/** `demo.json`: the documents of the demo in the order they are shown, each with its files, named relative to the folder. */
const Index = v.array(
  v.object({
    title: v.pipe(v.string(), v.minLength(1)),
    files: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[\w.-]+$/))), v.minLength(1)),
  }),
);

/** The captures shipped with the app. */
export class Demo {
  readonly #folder: string;
  readonly #grants: Grants;
  readonly #entries: v.InferOutput<typeof Index>;

  /** Throws when the index is there and wrong: it is part of the app. */
  constructor(folder: string, grants: Grants) {
    this.#folder = folder;
    this.#grants = grants;
    const index = join(folder, 'demo.json');
    this.#entries = existsSync(index) ? v.parse(Index, JSON.parse(readFileSync(index, 'utf8'))) : [];
  }

  list(): Promise<DemoEntry[]> {
    return Promise.all(
      this.#entries.map(async ({ title, files }, at) => {
        const sizes = await Promise.all(files.map((file) => sizeOf(join(this.#folder, file))));
        return {
          id: `demo-${at + 1}`,
          title,
          files: files.length,
          size: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
        };
      }),
    );
  }

  /** All documents of the demo, in order. */
  async openAll(): Promise<FileSet[]> {
    const sets = await Promise.all(this.#entries.map((_, at) => this.open(`demo-${at + 1}`)));
    return sets.filter((set) => set !== null);
  }

  async open(id: string): Promise<FileSet | null> {
    const entry = this.#entries[Number(id.slice('demo-'.length)) - 1];
    if (entry === undefined) return null;
    return this.#grants.grant(
      entry.files.map((file) => join(this.#folder, file)),
      entry.title,
    );
  }
}
