import type { Found, Verdict } from './judge-run';

function runName({ info }: Verdict): string {
  return `${info.corpus}/${info.program} ${info.variant}-${info.style} go${info.go}`;
}

function evidence(one: Found, indent: string): string[] {
  return [
    `${indent}${one.count}× ${one.operation}: ${one.title}`,
    ...one.evidence.map((text) => `${indent}  – ${text}`),
  ];
}

/** Lines that differ only in the document they are about, as one that says which documents. */
function folded(
  lines: readonly { readonly head: string; readonly document: string; readonly rest: string }[],
): string[] {
  const documents = new Map<string, string[]>();
  for (const { head, document, rest } of lines) {
    const key = `${head}: ${rest}`;
    const known = documents.get(key);
    if (known === undefined) documents.set(key, [document]);
    else known.push(document);
  }
  return [...documents].map(([key, all]) => `${key}\n     in ${all.join(', ')}`);
}

/** Sites that no finding lists as suspect or surer. */
export function misses(verdicts: readonly Verdict[]): string[] {
  return folded(
    verdicts.flatMap((verdict) =>
      verdict.sites
        .filter((one) => one.found === null || one.found.tier === 'info')
        .map(({ site, found: info, plain }) => ({
          head: `MISS ${runName(verdict)}`,
          document: `${verdict.format} ${verdict.mode}${info === null ? '' : ` (info ${info.rule})`}${plain || verdict.mode === 'single' ? '' : ' (nor does the plain rule)'}`,
          rest: `${site.function} ${site.file}:${site.line} pattern ${site.patterns.join(', ') || '?'} counts ${site.counts.join(' ') || '–'}`,
        })),
    ),
  );
}

/** Sites that are listed, by none of the rules for their pattern. */
export function wrong(verdicts: readonly Verdict[]): string[] {
  return folded(
    verdicts.flatMap((verdict) =>
      verdict.sites
        .filter((one) => one.right === false && one.found !== null && one.found.tier !== 'info')
        .map(({ site, found: by }) => ({
          head: `WRONG ${runName(verdict)}`,
          document: `${verdict.format} ${verdict.mode}`,
          rest: `${site.file || site.function}:${site.line} pattern ${site.patterns.join(', ')} by ${by?.tier ?? ''} ${by?.rule ?? ''}`,
        })),
    ),
  );
}

export function alarms(verdicts: readonly Verdict[]): string[] {
  return together(
    verdicts,
    (verdict) => verdict.alarms,
    (verdict) => (verdict.info.variant === 'negative' ? 'LOOKS' : 'ALARM'),
  );
}

/** Findings of leaking programs that stand at no mark. */
export function extras(verdicts: readonly Verdict[]): string[] {
  return together(
    verdicts,
    (verdict) => verdict.extras,
    () => 'OTHER',
  );
}

/** The same finding of one program in many documents as one entry, with the evidence of the first. */
function together(
  verdicts: readonly Verdict[],
  findingsOf: (verdict: Verdict) => readonly Found[],
  word: (verdict: Verdict) => string,
): string[] {
  const entries = new Map<string, { first: Found; documents: string[] }>();
  for (const verdict of verdicts) {
    const { info, format, mode } = verdict;
    for (const one of findingsOf(verdict)) {
      const key = `${word(verdict)} ${info.corpus}/${info.program} ${info.variant}-${info.style}: ${one.tier} ${one.rule} at ${one.place}`;
      const entry = entries.get(key);
      const document = `${info.go} ${format} ${mode}`;
      if (entry === undefined) entries.set(key, { first: one, documents: [document] });
      else entry.documents.push(document);
    }
  }
  return [...entries].flatMap(([key, { first, documents }]) => [
    key,
    `     in ${documents.length}: ${documents.join(', ')}`,
    ...evidence(first, '     '),
  ]);
}
