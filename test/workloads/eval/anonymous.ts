/**
 * The same capture as from another machine: folders of this one are exchanged in text and in the string table of profiles. Throws
 * when one is left.
 */
export function renamed(
  name: string,
  bytes: Uint8Array,
  paths: readonly (readonly [from: string, to: string])[],
): Uint8Array {
  const exchange = (text: string): string => paths.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
  const changed = /\.pb(\.gz)?$/.test(name)
    ? profileWith(bytes, exchange)
    : new TextEncoder().encode(exchange(new TextDecoder().decode(bytes)));
  const left = paths.find(([from]) => Buffer.from(changed).includes(from));
  if (left !== undefined) throw new Error(`${name} still names ${left[0]}`);
  return changed;
}

/** Field 6 of perftools.profiles.Profile (profile.proto): a string of the string table. */
const STRING_TABLE = (6 << 3) | 2;

function profileWith(bytes: Uint8Array, exchange: (text: string) => string): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const start = at;
    const tag = varint();
    if ((tag & 7) === 0) varint();
    else if ((tag & 7) === 2) {
      const length = varint();
      at += length;
      if (tag === STRING_TABLE) {
        const text = new TextEncoder().encode(exchange(new TextDecoder().decode(bytes.subarray(at - length, at))));
        parts.push(Uint8Array.of(STRING_TABLE, ...varintOf(text.length)), text);
        continue;
      }
    } else throw new Error(`wire type ${tag & 7} at byte ${start} of a profile`);
    parts.push(bytes.subarray(start, at));
  }
  return Buffer.concat(parts);
}

function varintOf(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varintOf(value >>> 7)];
}
