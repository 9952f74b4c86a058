import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../../../electron/setup/places.mjs';

export interface Found {
  readonly text: string;
  /** `renderer/app/rail.tsx:45`. */
  readonly place: string;
}

/** Every message of the window: what `t`, `rich` and `msg` are given as text. */
export function messagesInCode(): readonly Found[] {
  const found: Found[] = [];
  eachFile((source, place) => {
    visit(source, (node) => {
      const text = messageOf(node);
      if (text !== null) found.push({ text, place: place(node) });
    });
  });
  return found;
}

/** Sentences (two words or more) between tags and in attributes that people read, which are no message. */
export function sentencesInCode(): readonly Found[] {
  const found: Found[] = [];
  eachFile((source, place) => {
    visit(source, (node) => {
      const text = ts.isJsxText(node)
        ? node.text.trim()
        : ts.isStringLiteralLike(node) && ts.isJsxAttribute(node.parent) && SPOKEN.has(node.parent.name.getText(source))
          ? node.text
          : '';
      if (/\p{L}{2,}\s+\p{L}{2,}/u.test(text)) found.push({ text, place: place(node) });
    });
  });
  return found;
}

const SPOKEN = new Set(['label', 'title', 'aria-label', 'placeholder', 'alt', 'text', 'hint', 'aria-description']);

function messageOf(node: ts.Node): string | null {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return null;
  if (!['t', 'rich', 'msg', 'message'].includes(node.expression.text)) return null;
  const [first] = node.arguments;
  return first !== undefined && ts.isStringLiteralLike(first) ? first.text : null;
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

function eachFile(read: (source: ts.SourceFile, place: (node: ts.Node) => string) => void): void {
  const names = readdirSync(join(ROOT, 'renderer'), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.tsx?$/.test(name) && !/^(i18n|workers|views\/_skeleton)\//.test(name))
    .toSorted();
  for (const name of names) {
    const text = readFileSync(join(ROOT, 'renderer', name), 'utf8');
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    read(source, (node) => `renderer/${name}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`);
  }
}
