import fs from 'node:fs/promises';
import path from 'node:path';

/** Of elf(5) and include/uapi/linux/elf.h: 64 bits, little endian, as all that Go's cores are read of. */
const HEADER_BYTES = 64;
const PROGRAM_BYTES = 56;
const MAGIC = '\x7fELF';
const WIDE_LITTLE = '\x02\x01';
const TYPE_AT = 16;
const TYPE_CORE = 4;
const PROGRAM_NOTE = 4;
const NOTE_AUXV = 6;
const NOTE_FILE = 0x46494c45;
const AUXV_ENTRY = 9n;
/** Their number is elsewhere (PN_XNUM). */
const MANY_PROGRAMS = 0xffff;
/** Registers of ten thousand threads; a core file with more does not say what it is of, which can be said by hand. */
const MOST_NOTES = 64 << 20;

/** Whether a file begins as core files do, of whatever processor. False for what is no file, or cannot be read: who opens it next says so. */
export async function isCoreFile(file: string): Promise<boolean> {
  return (await elfType(file)) === TYPE_CORE;
}

/** Whether a file is a program, or a library, of Linux. False as above. */
export async function isProgramFile(file: string): Promise<boolean> {
  const type = await elfType(file);
  return type !== null && type !== TYPE_CORE;
}

/** Null for what is no ELF file. */
async function elfType(file: string): Promise<number | null> {
  const head = await partsOf(file, async (read) => read(0, TYPE_AT + 2)).catch(() => null);
  if (head === null || head.length < TYPE_AT + 2 || head.toString('latin1', 0, 4) !== MAGIC) return null;
  // The sixth byte says in which order.
  return head[5] === 1 ? head.readUInt16LE(TYPE_AT) : head.readUInt16BE(TYPE_AT);
}

/**
 * Where the executable lay that a core file is of: the file that was mapped (NT_FILE) around the first instruction (AT_ENTRY). Null where it
 * does not say. It may be gone since, or another build.
 */
export async function recordedExecutable(file: string): Promise<string | null> {
  const notes = await partsOf(file, readNotes).catch(() => null);
  if (notes === null) return null;
  let entry: bigint | null = null;
  let mapped: Buffer | null = null;
  for (const { kind, data } of kernelNotes(notes)) {
    if (kind === NOTE_AUXV) entry ??= entryOf(data);
    if (kind === NOTE_FILE) mapped ??= data;
  }
  if (entry === null || mapped === null) return null;
  const name = mappedAt(mapped, entry);
  return name !== null && path.isAbsolute(name) ? name : null;
}

type Read = (at: number, length: number) => Promise<Buffer>;

/** Reads of an ordinary file: asking a pipe would take from it. */
async function partsOf<T>(file: string, use: (read: Read) => Promise<T>): Promise<T | null> {
  const stat = await fs.stat(file);
  if (!stat.isFile()) return null;
  const handle = await fs.open(file, 'r');
  try {
    return await use(async (at, length) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, stat.size - at)));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, at);
      return bytes.subarray(0, bytesRead);
    });
  } finally {
    await handle.close();
  }
}

/** What is no memory: the first part of notes. Null where there is none, or it is not whole. */
async function readNotes(read: Read): Promise<Buffer | null> {
  const head = await read(0, HEADER_BYTES);
  if (head.length < HEADER_BYTES || head.toString('latin1', 0, 6) !== MAGIC + WIDE_LITTLE) return null;
  // Where there are too many for the field, notes are still among the first.
  const count = Math.min(head.readUInt16LE(56), MANY_PROGRAMS);
  const table = await read(Number(head.readBigUInt64LE(32)), count * PROGRAM_BYTES);
  for (let at = 0; at + PROGRAM_BYTES <= table.length; at += PROGRAM_BYTES) {
    if (table.readUInt32LE(at) !== PROGRAM_NOTE) continue;
    const length = Number(table.readBigUInt64LE(at + 32));
    if (length > MOST_NOTES) return null;
    const notes = await read(Number(table.readBigUInt64LE(at + 8)), length);
    return notes.length === length ? notes : null;
  }
  return null;
}

function* kernelNotes(notes: Buffer): Generator<{ readonly kind: number; readonly data: Buffer }> {
  for (let at = 0; at + 12 <= notes.length;) {
    const [name, length, kind] = [notes.readUInt32LE(at), notes.readUInt32LE(at + 4), notes.readUInt32LE(at + 8)];
    const from = at + 12 + padded(name);
    const owner = notes.toString('latin1', at + 12, Math.min(at + 12 + name, at + 16));
    if (from + length > notes.length) return;
    if (owner === 'CORE') yield { kind, data: notes.subarray(from, from + length) };
    at = from + padded(length);
  }
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;

/** Pairs of what and value. */
function entryOf(auxv: Buffer): bigint | null {
  for (let at = 0; at + 16 <= auxv.length; at += 16)
    if (auxv.readBigUInt64LE(at) === AUXV_ENTRY) return auxv.readBigUInt64LE(at + 8);
  return null;
}

/** How many, the size of a page, then start, end and offset of each; then their names, each with a zero behind it. */
function mappedAt(files: Buffer, address: bigint): string | null {
  if (files.length < 16) return null;
  const count = files.readBigUInt64LE(0);
  const names = 16n + count * 24n;
  if (names > BigInt(files.length)) return null;
  let index = 0;
  for (let at = 16; at < Number(names); at += 24, index++) {
    if (address < files.readBigUInt64LE(at) || address >= files.readBigUInt64LE(at + 8)) continue;
    let from = Number(names);
    for (; index > 0; index--) {
      const end = files.indexOf(0, from);
      if (end < 0) return null;
      from = end + 1;
    }
    const end = files.indexOf(0, from);
    return end < 0 ? null : files.toString('utf8', from, end);
  }
  return null;
}
