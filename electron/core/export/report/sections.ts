import { ByteChunks } from '../byte-chunks';
import { NotPlain, ProtoReader } from './proto-reader';

/** A packed profile: this word, then ten sections, each as its length and its bytes. */
const MAGIC = 'PSPACK1\n';

/** Columns of a packed profile. Each holds numbers of one kind, which is what makes the whole small once it is gzipped. */
const SECTIONS = [
  'head',
  'rest',
  'messages',
  'ups',
  'calls',
  'fresh',
  'ends',
  'values',
  'labels',
  'labelSets',
] as const;
export type Sections = Readonly<Record<(typeof SECTIONS)[number], Uint8Array>>;

/** Sample types of a profile that is packed; real ones have up to a dozen. */
export const MOST_COLUMNS = 256;

export function joinSections(sections: Sections): Uint8Array {
  const out = new ByteChunks();
  out.text(MAGIC);
  for (const name of SECTIONS) {
    out.varint(sections[name].length);
    out.bytes(sections[name]);
  }
  return out.take();
}

/** Throws `NotPlain` for what is no packed profile. */
export function splitSections(bytes: Uint8Array): Sections {
  if (!isPacked(bytes)) throw new NotPlain('not a packed profile');
  const reader = new ProtoReader(bytes, MAGIC.length);
  const take = (): Uint8Array => {
    const end = reader.length();
    const section = bytes.subarray(reader.at, end);
    reader.at = end;
    return section;
  };
  const [head, rest, messages, ups, calls, fresh] = [take(), take(), take(), take(), take(), take()];
  return { head, rest, messages, ups, calls, fresh, ends: take(), values: take(), labels: take(), labelSets: take() };
}

function isPacked(bytes: Uint8Array): boolean {
  for (let i = 0; i < MAGIC.length; i++) if (bytes[i] !== MAGIC.charCodeAt(i)) return false;
  return true;
}

/** −1 → 1, 1 → 2: small numbers of either sign stay small. */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

export function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}
