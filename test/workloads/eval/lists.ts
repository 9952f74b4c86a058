import type { Found, Verdict } from './judge-run';

function runName({ info }: Verdict): string {
  return `${info.corpus}/${info.program} ${info.variant}-${info.style} go${info.go}`;
}

function head(verdict: Verdict): string {
  return `${runName(verdict)} ${verdict.format} ${verdict.mode}`;
}

function found(one: Found, indent: string): string[] {
  return [
    `${indent}${one.tier} ${one.rule} · ${one.count}× ${one.operation} · ${one.place}`,
    `${indent}  ${one.title}`,
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
  return verdicts.flatMap((verdict) =>
    verdict.alarms.flatMap((one) => [
      `${verdict.info.variant === 'negative' ? 'LOOKS' : 'ALARM'} ${head(verdict)}`,
      ...found(one, '     '),
    ]),
  );
}

export function extras(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap((verdict) =>
    verdict.extras.flatMap((one) => [`OTHER ${head(verdict)}`, ...found(one, '     ')]),
  );
}
