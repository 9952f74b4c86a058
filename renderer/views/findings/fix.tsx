import type { JSX } from 'react';
import type { FixSketch } from '@core/api/findings';
import { CodeText } from './code-text';
import { WORDS } from './words';
import { fromEngine } from '../../i18n/from-engine';

const MARKS = { ' ': ' ', '-': '−', '+': '+' } as const;
const KINDS = { ' ': '', '-': 'del', '+': 'add' } as const;
const SPOKEN = { ' ': '', '-': 'removed: ', '+': 'added: ' } as const;

/** The first step with a sketch of it, then what is also right. */
export function Fix(props: { readonly advice: readonly string[]; readonly fix: FixSketch | null }): JSX.Element | null {
  const { advice, fix } = props;
  const [first, ...more] = advice;
  if (first === undefined) return null;
  return (
    <section>
      <h2>
        {WORDS.fix}{' '}
        <span className="d">
          <CodeText text={first} />
        </span>
      </h2>
      {fix !== null && (
        <div className="f-code" role="group" aria-label={fromEngine(fix.title)}>
          {fix.lines.map((line, index) => (
            <div key={index} className={KINDS[line.kind]}>
              <em aria-hidden="true">{MARKS[line.kind]}</em>
              <span className="sr">{SPOKEN[line.kind]}</span>
              {line.text.replaceAll('\t', '    ')}
            </div>
          ))}
        </div>
      )}
      {more.map((step, index) => (
        <p key={index} className="sm d2 also">
          {index === 0 && `${WORDS.also} `}
          <CodeText text={index === 0 ? withoutOr(step) : step} />
        </p>
      ))}
    </section>
  );
}

/** Rules write the second step as an alternative to the first; here its heading says so. */
const withoutOr = (step: string): string => fromEngine(step).replace(/^(?:Or |或)/, '');
