import { useState, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { Evidence, Finding } from '@core/api/findings';
import { CodeText } from './code-text';
import { openTarget, withoutRepeatedLinks } from './open-finding';
import { fromEngine } from '../../i18n/from-engine';
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
  return (
    <>
      <List title={WORDS.whyTitle(finding)} evidence={pro} from={1} info={info} names={names} />
      <List title={WORDS.againstTitle} evidence={contra} from={pro.length + 1} info={info} names={names} />
    </>
  );
}

/** What weighs most comes first; beyond these it is counted until asked for. */
const FIRST = 5;

function List(props: {
  readonly title: string;
  readonly evidence: readonly Evidence[];
  readonly from: number;
  readonly info: DocumentInfo;
  readonly names: readonly string[];
}): JSX.Element | null {
  const { title, evidence, from, info, names } = props;
  const [open, setOpen] = useState(false);
  if (evidence.length === 0) return null;
  // A button in place of a single line saves nothing.
  const shown = open || evidence.length <= FIRST + 1 ? evidence : evidence.slice(0, FIRST);
  return (
    <section>
      <h2>{title}</h2>
      <ol start={from}>
        {shown.map((one, index) => (
          <Why key={index} number={from + index} info={info} evidence={one} names={names} />
        ))}
      </ol>
      {shown.length < evidence.length && (
        <button type="button" className="lnk more" onClick={() => setOpen(true)}>
          {WORDS.moreEvidence(evidence.length - shown.length)}
        </button>
      )}
    </section>
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
          {fromEngine(link)}
        </button>
      )}
    </li>
  );
}
