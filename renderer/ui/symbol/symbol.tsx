import { memo, type ClipboardEvent } from 'react';
import { fitSymbol, symbolParts } from './symbol-parts';
import './symbol.css';

interface SymbolProps {
  /** Full name as the linker has it. */
  readonly name: string;
  readonly ownModule: string;
  /** Room in characters; the whole name when absent. */
  readonly chars?: number;
  readonly elided?: string;
}

/** A Go name as ui.md §4 sets it. The full name is its title and what a copy of it gives. */
export const Symbol = memo(function Symbol({ name, ownModule, chars, elided }: SymbolProps) {
  const parts =
    chars === undefined
      ? symbolParts(name, ownModule)
      : fitSymbol(name, chars, { ownModule, elided: elided ?? '' }).parts;
  return (
    <span className="sym" title={name} onCopy={(event) => copyFull(event, name)}>
      {parts.map((part, i) =>
        part.role === 'strong' ? (
          <b key={i}>{part.text}</b>
        ) : part.role === 'dim' ? (
          <i key={i}>{part.text}</i>
        ) : (
          part.text
        ),
      )}
    </span>
  );
});

/** A shortened name that is selected as a whole is copied as what it stands for; a part of it stays a part. */
function copyFull(event: ClipboardEvent<HTMLElement>, name: string): void {
  const selection = document.getSelection();
  if (selection === null || selection.toString() !== event.currentTarget.textContent) return;
  event.clipboardData.setData('text/plain', name);
  event.preventDefault();
}

/** Width of one character of the code face, px, by font size: Iosevka is half an em wide. */
export function codeChars(px: number, fontSize = 12.5): number {
  return Math.max(0, Math.floor(px / (fontSize / 2)));
}
