import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './fixtures';

const FOLDER = path.join(ROOT, 'test/fixtures/wire');

/** A golden of the sampler protocol, see test/fixtures/wire/README.md. */
export interface Vector {
  readonly name: string;
  readonly path: string;
  readonly bytes: Buffer;
  readonly frames: readonly { readonly kind: 0 | 1; readonly message?: unknown; readonly hex?: string }[];
  readonly ends: string;
  readonly tail: string;
}

export function vectors(): Vector[] {
  return fs
    .readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => vector(file.replace(/\.json$/, '')));
}

export function vector(name: string): Vector {
  const bin = path.join(FOLDER, `${name}.bin`);
  const text = fs.readFileSync(path.join(FOLDER, `${name}.json`), 'utf8');
  const told = JSON.parse(text) as Pick<Vector, 'frames' | 'ends' | 'tail'>;
  return { ...told, name, path: bin, bytes: fs.readFileSync(bin) };
}
