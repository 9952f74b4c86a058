import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { RuleBookAnswer, RuleFile, RuleResult, RuleResultsAnswer, UserRule } from '@core/api/rules';
import { formatNanoseconds } from '@core/base/format';
import { TIER_WORDS, Verdict } from '../../ui/verdict';
import { CountLink } from './count-link';
import { NO_FINDINGS, type RuleCount } from './counts';
import { Editor } from './editor';
import { Problems } from './problems';
import { WORDS } from './words';

/** The files of rules with what is in force of them, and a place to write one. */
export function Yours(props: {
  readonly info: DocumentInfo;
  readonly book: RuleBookAnswer;
  readonly results: RuleResultsAnswer | null;
  readonly counts: ReadonlyMap<string, RuleCount>;
}): JSX.Element {
  const { info, book, results, counts } = props;
  // A mistake in a suppressions file is shown here too: what it says is not in force.
  const files = book.files.filter(({ kind, problems }) => kind === 'rules' || problems.length > 0);
  return (
    <>
      <h1>{WORDS.yoursTitle}</h1>
      {files.length === 0 && <p className="d2">{book.folders.length === 0 ? WORDS.noFiles : WORDS.noRules}</p>}
      {files.map((file) => (
        <File
          key={file.file}
          info={info}
          file={file}
          rules={book.rules.filter((rule) => rule.file === file.file)}
          results={results?.results ?? []}
          counts={counts}
        />
      ))}
      {book.folders.length > 0 && (
        <section>
          <h2>{WORDS.readFrom}</h2>
          <ul className="r-folders">
            {book.folders.map(({ path, scope, found }) => (
              <li key={path}>
                <code>{path}</code>
                <span className="d2">
                  {WORDS.scopes[scope]}
                  {!found && `, ${WORDS.notThere}`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Editor book={book} first={files.length === 0} />
    </>
  );
}

function File(props: {
  readonly info: DocumentInfo;
  readonly file: RuleFile;
  readonly rules: readonly UserRule[];
  readonly results: readonly RuleResult[];
  readonly counts: ReadonlyMap<string, RuleCount>;
}): JSX.Element {
  const { info, file, rules, results, counts } = props;
  return (
    <section className="r-file" aria-label={file.path}>
      <h2>
        <code>{file.path}</code>
        <span className={file.state === 'in-force' ? 'd2' : 'bad'}>{WORDS.states[file.state]}</span>
      </h2>
      <Problems problems={file.problems} />
      {rules.map((rule) => (
        <Rule
          key={rule.name}
          info={info}
          rule={rule}
          result={results.find((result) => result.rule === rule.name)}
          count={counts.get(`user/${rule.name}`) ?? NO_FINDINGS}
        />
      ))}
    </section>
  );
}

function Rule(props: {
  readonly info: DocumentInfo;
  readonly rule: UserRule;
  readonly result: RuleResult | undefined;
  readonly count: RuleCount;
}): JSX.Element {
  const { info, rule, result, count } = props;
  const raises = rule.table === 'findings';
  return (
    <div className="r-rule">
      <h3>
        <Verdict tier={rule.tier} named={false} />
        <span className="m">{rule.name}</span>
        <span className="d2">
          {raises ? WORDS.raises(rule.severity) : `${TIER_WORDS[rule.tier]}, ${rule.severity}`}
        </span>
        <span className="grow" />
        {raises ? (
          <span className="d2">{WORDS.findings(result?.findings ?? 0)}</span>
        ) : (
          <CountLink doc={info.doc} count={count} />
        )}
      </h3>
      <dl>
        <dt>{WORDS.about}</dt>
        <dd>{WORDS.tables[rule.table]}</dd>
        <dt>{WORDS.when}</dt>
        <dd className="m">{rule.when}</dd>
        {rule.forMs > 0 && (
          <>
            <dt>{WORDS.holds}</dt>
            <dd>{formatNanoseconds(rule.forMs * 1e6)}</dd>
          </>
        )}
        {rule.message !== '' && (
          <>
            <dt>{WORDS.says}</dt>
            <dd>{rule.message}</dd>
          </>
        )}
      </dl>
      {result !== undefined && result.note !== '' && <p className={result.failed ? 'bad' : 'd2'}>{result.note}</p>}
    </div>
  );
}
