import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import { TIERS } from '@core/api/findings';
import { useQuery } from '../../client/use-query';
import { useRuleBook } from '../../client/use-rule-book';
import { useView, viewOf } from '../../state/view';
import { Segments } from '../../ui/segments';
import { Screen } from '../../ui/screen';
import { BuiltIn } from './built-in';
import { countRules } from './counts';
import { Muted } from './muted';
import { WORDS } from './words';
import { Yours } from './yours';
import './rules.css';

/** What the findings of a document are judged by, with what each rule says of it now. */
export function RulesView({ info }: { readonly info: DocumentInfo }): JSX.Element | null {
  const { book, error } = useRuleBook();
  const { tab } = useView(info.doc).rules;
  const answer = useQuery('findings', { doc: info.doc }).answer;
  const results = useQuery('ruleResults', { doc: info.doc }).answer;
  if (book === null) {
    if (error === null) return null;
    return (
      <Screen alone title={error.message}>
        <p>{error.reason}</p>
        <p>{error.hint}</p>
      </Screen>
    );
  }
  const muted = answer === null ? 0 : TIERS.reduce((sum, tier) => sum + answer.suppressed[tier], 0);
  const counts = countRules(answer, results);
  return (
    <div className="rules">
      <div className="tools">
        <Segments
          label={WORDS.tabs}
          options={[
            { value: 'yours', text: WORDS.yours(book.rules.length) },
            { value: 'muted', text: WORDS.muted(muted) },
            { value: 'built-in', text: WORDS.builtIn(book.builtIn.length) },
          ]}
          value={tab}
          onChange={(next) => viewOf(info.doc).touch({ rules: { tab: next } })}
        />
      </div>
      <div className="r-body" tabIndex={-1}>
        {tab === 'yours' && <Yours info={info} book={book} results={results} counts={counts} />}
        {tab === 'muted' && <Muted book={book} results={results} />}
        {tab === 'built-in' && <BuiltIn info={info} book={book} answer={answer} counts={counts} />}
      </div>
    </div>
  );
}
