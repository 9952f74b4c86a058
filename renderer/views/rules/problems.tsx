import type { JSX } from 'react';
import type { RuleProblem } from '@core/api/rules';
import { WORDS } from './words';

/** Mistakes with their places, and the line they are about with a mark below the column. */
export function Problems({ problems }: { readonly problems: readonly RuleProblem[] }): JSX.Element | null {
  if (problems.length === 0) return null;
  return (
    <ul className="r-problems">
      {problems.map((problem, index) => (
        <li key={index}>
          <p>
            <b>{WORDS.place(problem.line, problem.column)}</b> {problem.message}{' '}
            <span className="d2">{problem.hint}</span>
          </p>
          {problem.excerpt !== '' && (
            <pre aria-hidden="true">
              {problem.excerpt}
              {problem.column <= problem.excerpt.length && `\n${underline(problem)}`}
            </pre>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Tabs keep their width, so that the mark stands below what it means. */
function underline({ excerpt, column }: RuleProblem): string {
  return `${excerpt.slice(0, column - 1).replace(/[^\t]/g, ' ')}^`;
}
