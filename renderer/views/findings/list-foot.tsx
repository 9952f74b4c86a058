import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import { TIERS } from '@core/api/findings';
import type { FindingsAnswer } from '@core/api/queries';
import { useQuery } from '../../client/use-query';
import { viewOf } from '../../state/view';
import { dayText } from '../../ui/days';
import { WORDS } from './words';

/** What the list does not show, each with its number and the way to it. */
export function ListFoot(props: { readonly info: DocumentInfo; readonly answer: FindingsAnswer }): JSX.Element {
  const { info, answer } = props;
  return (
    <>
      {answer.folded > 0 && <div className="f-rest">{WORDS.folded(answer.folded)}</div>}
      {answer.unmatched !== null && answer.unmatched > 0 && (
        <div className="f-rest">
          {WORDS.unmatched(answer.unmatched)}{' '}
          <button type="button" className="lnk" onClick={() => viewOf(info.doc).change({ view: 'goroutines' })}>
            {WORDS.showUnmatched}
          </button>
        </div>
      )}
      <RulesFoot info={info} answer={answer} />
    </>
  );
}

/** What rules and suppressions of users have to say: how many findings are muted, and mistakes. */
export function RulesFoot(props: { readonly info: DocumentInfo; readonly answer: FindingsAnswer }): JSX.Element | null {
  const { info, answer } = props;
  const muted = TIERS.reduce((sum, tier) => sum + answer.suppressed[tier], 0);
  const results = useQuery('ruleResults', muted > 0 ? { doc: info.doc } : null).answer;
  const [note] = answer.ruleNotes;
  const show = (tab: 'yours' | 'muted') => () => viewOf(info.doc).change({ view: 'rules', rules: { tab } });
  return (
    <>
      {muted > 0 && (
        <div className="f-rest">
          {WORDS.muted(muted, firstExpiry(results?.suppressed.map(({ suppression }) => suppression.expires) ?? []))}{' '}
          <button type="button" className="lnk" onClick={show('muted')}>
            {WORDS.review}
          </button>
        </div>
      )}
      {note !== undefined && (
        <div className="f-rest">
          <p className="note">{note}</p>
          <button type="button" className="lnk" onClick={show('yours')}>
            {WORDS.ruleNotes(answer.ruleNotes.length)}
          </button>
        </div>
      )}
    </>
  );
}

/** `1 expires on 1 Dec`: of those that end, the first. */
function firstExpiry(dates: readonly (string | null)[]): string {
  const ends = dates.filter((date) => date !== null).sort();
  const [first] = ends;
  if (first === undefined) return '';
  return WORDS.expire(ends.filter((date) => date === first).length, dayText(first, Date.now()));
}
