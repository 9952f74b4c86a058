import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { Evidence, Finding } from '@core/api/findings';
import { CodeText } from './code-text';
import { openTarget, withoutRepeatedLinks } from './open-finding';
import { WORDS } from './words';

/** The evidence: what speaks for the verdict, numbered, then what speaks against a leak. */
export function WhyLists(props: {
  readonly info: DocumentInfo;
  readonly finding: Finding;
  readonly names: readonly string[];
}): JSX.Element {
  const { info, finding, names } = props;
  const all = withoutRepeatedLinks(finding.evidence);
  const pro = all.filter(({ points }) => points === undefined || points >= 0);
  const contra = all.filter(({ points }) => points !== undefined && points < 0);
  const list = (title: string, evidence: readonly Evidence[], from: number): JSX.Element | null =>
    evidence.length === 0 ? null : (
      <section>
        <h2>{title}</h2>
        <ol start={from}>
          {evidence.map((one, index) => (
            <Why key={index} number={from + index} info={info} evidence={one} names={names} />
          ))}
        </ol>
      </section>
    );
  return (
    <>
      {list(WORDS.whyTitle(finding), pro, 1)}
      {list(WORDS.againstTitle, contra, pro.length + 1)}
    </>
  );
}

function Why(props: {
  readonly number: number;
  readonly info: DocumentInfo;
  readonly evidence: Evidence;
  readonly names: readonly string[];
}): JSX.Element {
  const { target, link, text } = props.evidence;
  return (
    <li className="ev">
      <span className="d" aria-hidden="true">
        {props.number}
      </span>
      <span>
        <CodeText text={text} names={props.names} />
      </span>
      {target !== null && link !== '' && (
        <button type="button" className="lnk" onClick={() => openTarget(props.info, target)}>
          {link}
        </button>
      )}
    </li>
  );
}
