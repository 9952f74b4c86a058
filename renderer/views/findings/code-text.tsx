import { Fragment, type JSX } from 'react';
import type { Finding } from '@core/api/findings';
import { parseGoName, shortName } from '@core/base/go-name';
import { fromEngine } from '../../i18n/from-engine';

/**
 * Code within a sentence: places (`ingest.go:88`), methods (`(*Batcher).Submit`), calls (`ctx.Done()`), anything in backticks.
 * Sentences come from the rules as plain text; this only decides which parts are set in the code face.
 */
const PATTERN =
  /`[^`]+`|[\w.-]+\.(?:go|s):\d+|(?:\w+\.)?\(\*\w+\)(?:\.\w+)+|\b(?:defer )?[A-Za-z_]\w*(?:\.\w+)*\((?:[\w.]*)\)|\bmain\.\w+(?:\.func\d+)*/g;

export interface TextPart {
  readonly text: string;
  readonly code: boolean;
}

/** Splits a sentence; `names` are further symbols to set as code, wherever they occur as a whole. */
export function splitCode(text: string, names: readonly string[] = []): readonly TextPart[] {
  const known = [...new Set(names)].filter((name) => name.length > 2).sort((a, b) => b.length - a.length);
  const alternatives = known.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const extra = alternatives.length === 0 ? '' : `|(?<![\\w.])(?:${alternatives.join('|')})(?![\\w(])`;
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(new RegExp(PATTERN.source + extra, 'g'))) {
    if (match.index > end) parts.push({ text: text.slice(end, match.index), code: false });
    parts.push({ text: match[0].replaceAll('`', ''), code: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), code: false });
  return parts;
}

/** The symbols a finding's sentences may name. */
export function namesOf(finding: Finding): readonly string[] {
  return [finding.site, finding.entry, finding.creator].flatMap((ref) => {
    if (ref === null) return [];
    const { pkg, method, closure } = parseGoName(ref.function);
    return [shortName(ref.function), `${pkg}.${method}${closure}`, method + closure];
  });
}

export function CodeText({ text, names }: { readonly text: string; readonly names?: readonly string[] }): JSX.Element {
  return (
    <>
      {splitCode(fromEngine(text), names).map((part, index) => (
        <Fragment key={index}>{part.code ? <span className="m">{part.text}</span> : part.text}</Fragment>
      ))}
    </>
  );
}
