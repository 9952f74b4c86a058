import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { FindingsAnswer } from '@core/api/queries';
import type { RuleBookAnswer } from '@core/api/rules';
import { CountLink } from './count-link';
import { NO_FINDINGS, type RuleCount } from './counts';
import { WORDS } from './words';
import { fromEngine } from '../../i18n/from-engine';

/** The rules that come with Parkscope: what each reports, what it takes for healthy, and what it says now. */
export function BuiltIn(props: {
  readonly info: DocumentInfo;
  readonly book: RuleBookAnswer;
  readonly answer: FindingsAnswer | null;
  readonly counts: ReadonlyMap<string, RuleCount>;
}): JSX.Element {
  const { info, book, answer, counts } = props;
  return (
    <>
      <h1>{WORDS.builtInTitle}</h1>
      <p className="d2">{WORDS.builtInText}</p>
      <table className="r-table">
        <thead>
          <tr>
            <th scope="col">{WORDS.rule}</th>
            <th scope="col">{WORDS.reports}</th>
            <th scope="col">{WORDS.now}</th>
          </tr>
        </thead>
        <tbody>
          {book.builtIn.map(({ rule, reports, traps }) => (
            <tr key={rule}>
              <th scope="row" className="m">
                {rule}
              </th>
              <td>
                <p>{fromEngine(reports)}</p>
                <p className="d2">
                  <span className="d">{WORDS.traps}</span> {fromEngine(traps)}
                </p>
              </td>
              <td>
                <CountLink doc={info.doc} count={counts.get(rule) ?? NO_FINDINGS} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {answer !== null && answer.folded > 0 && <p className="d2">{WORDS.countsListed(answer.folded)}</p>}
    </>
  );
}
