import type { JSX } from 'react';
import { viewOf } from '../../state/view';
import type { RuleCount } from './counts';
import { WORDS } from './words';

/** How many findings a rule has now, and the way to the surest of them. */
export function CountLink({ doc, count }: { readonly doc: string; readonly count: RuleCount }): JSX.Element {
  const { listed, muted, first } = count;
  if (first === null) return <span className="d">{muted > 0 ? WORDS.mutedCount(muted) : WORDS.none}</span>;
  return (
    <>
      <button
        type="button"
        className="lnk"
        onClick={() =>
          viewOf(doc).change((now) => ({ view: 'findings', selection: { ...now.selection, finding: first } }))
        }
      >
        {WORDS.findings(listed)}
      </button>
      {muted > 0 && <span className="d">{WORDS.mutedCount(muted)}</span>}
    </>
  );
}
