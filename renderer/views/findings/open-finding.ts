import type { DocumentInfo } from '@core/api/document';
import type { Evidence, EvidenceTarget, Finding } from '@core/api/findings';
import { NO_FILTER } from '@core/api/queries';
import { viewOf } from '../../state/view';

/** Where `Show N goroutines` leads: the first group of goroutines that the evidence names. */
export function goroutinesOf(finding: Finding): EvidenceTarget | null {
  return finding.evidence.find((evidence) => evidence.target?.view === 'goroutines')?.target ?? null;
}

export function profileOf(finding: Finding): EvidenceTarget | null {
  return (
    finding.evidence.find((evidence) => evidence.target?.view === 'flame' || evidence.target?.view === 'top')?.target ??
    null
  );
}

/** Several statements about one group lead to it once: at the first of them. */
export function withoutRepeatedLinks(evidence: readonly Evidence[]): readonly Evidence[] {
  const seen = new Set<string>();
  return evidence.map((one) => {
    if (one.target === null) return one;
    const target = `${one.target.view} ${one.target.capture} ${one.target.handle}`;
    if (seen.has(target)) return { ...one, link: '' };
    seen.add(target);
    return one;
  });
}

/** Goes to what evidence cites. The filter is lifted, because it may hide just that. */
export function openTarget(info: DocumentInfo, target: EvidenceTarget): void {
  viewOf(info.doc).change((now) => {
    const common = { view: target.view, capture: target.capture, sampleType: null, filter: NO_FILTER };
    switch (target.view) {
      case 'goroutines':
        return {
          ...common,
          selection: { ...now.selection, group: target.handle },
          // Handles name groups by stack.
          goroutines: { ...now.goroutines, groupBy: 'stack', columns: [target.handle, null, null] },
        };
      case 'flame':
        return {
          ...common,
          selection: target.handle.startsWith('f-')
            ? { ...now.selection, node: target.handle }
            : { ...now.selection, function: target.handle, node: null },
        };
      case 'top':
        return { ...common, selection: { ...now.selection, function: target.handle } };
    }
  });
}

/** Enter on a finding: its goroutines, else the profile behind it. */
export function openFinding(info: DocumentInfo, finding: Finding): void {
  const target = goroutinesOf(finding) ?? profileOf(finding);
  if (target !== null) openTarget(info, target);
}
