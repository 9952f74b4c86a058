import { cutMiddle, namePieces, type NamePieces } from '@core/base/go-name-pieces';

/** How a part of a Go name is set: path, package and closure recede, the receiver is plain, the method stands out. */
export type SymbolRole = 'dim' | 'plain' | 'strong';

export interface SymbolPart {
  readonly text: string;
  readonly role: SymbolRole;
}

/** What was left out to make a name fit, in the order in which things are left out. */
export const SYMBOL_STEPS = ['full', 'no path', 'no package', 'no receiver', 'cut'] as const;
export type SymbolStep = (typeof SYMBOL_STEPS)[number];

export interface SymbolText {
  readonly parts: readonly SymbolPart[];
  readonly step: SymbolStep;
}

export interface SymbolOptions {
  /** Own module path (`example.com/ingestd`), dropped from names; `` drops nothing. */
  readonly ownModule?: string;
  /** Stands for a dropped path (`…/`) where there is room for it; stacks use it, tables do not. */
  readonly elided?: string;
}

function assemble(p: NamePieces): readonly SymbolPart[] {
  const parts: SymbolPart[] = [];
  const add = (text: string, role: SymbolRole): void => {
    if (text !== '') parts.push({ text, role });
  };
  add(p.path + p.pkg, 'dim');
  add(p.receiver, 'plain');
  add(p.method, 'strong');
  add(p.closure, 'dim');
  return parts;
}

/** Cells of the code face: Iosevka draws the ellipsis two cells wide. */
const cells = (text: string): number => text.length + (text.includes('…') ? 1 : 0);

const lengthOf = (p: NamePieces): number =>
  cells(p.path) + p.pkg.length + p.receiver.length + p.method.length + p.closure.length;

/**
 * A Go name in at most `max` cells: drops the path, the package, the receiver, then cuts the middle of the method.
 * Cells are the measure because names are set in a monospaced face.
 */
export function fitSymbol(name: string, max: number, options: SymbolOptions = {}): SymbolText {
  const full = namePieces(name, options.ownModule ?? '');
  if (lengthOf(full) <= max) return { parts: assemble(full), step: 'full' };
  const elided = options.elided ?? '';
  if (full.path !== '') {
    for (const path of elided === '' ? [''] : [elided, '']) {
      const shorter = { ...full, path };
      if (lengthOf(shorter) <= max) return { parts: assemble(shorter), step: 'no path' };
    }
  }
  // A function without a receiver loses nothing else by losing its package, so the order is the same for both.
  const noPackage = { ...full, path: '', pkg: '' };
  if (lengthOf(noPackage) <= max) return { parts: assemble(noPackage), step: 'no package' };
  const bare = { ...noPackage, receiver: '' };
  if (lengthOf(bare) <= max) return { parts: assemble(bare), step: 'no receiver' };
  // The closure is kept while at least half of the room is left for the name.
  const closure = bare.closure.length * 2 <= max ? bare.closure : '';
  const room = Math.max(0, max - closure.length);
  const method = bare.method.length <= room ? bare.method : cutMiddle(bare.method, Math.max(1, room - 1));
  return { parts: assemble({ ...bare, method, closure }), step: 'cut' };
}

/** The whole name in parts, own module dropped. */
export function symbolParts(name: string, ownModule = ''): readonly SymbolPart[] {
  return assemble(namePieces(name, ownModule));
}

/** The same as plain text, for labels and sentences. */
export function symbolText(name: string, ownModule = ''): string {
  return symbolParts(name, ownModule)
    .map((part) => part.text)
    .join('');
}

/** A regular expression that matches exactly this function, for focus and ignore. */
export function exactPattern(name: string): string {
  return `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
}
