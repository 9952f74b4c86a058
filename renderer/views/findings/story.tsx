import { Copy } from 'lucide-react';
import { useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { Evidence, Finding } from '@core/api/findings';
import { formatCount } from '@core/base/format';
import { useWorkspace } from '../../client/use-workspace';
import { viewOf } from '../../state/view';
import { announce } from '../../ui/announce';
import { Stack } from '../../ui/stack/stack';
import { TIER_WORDS, Verdict } from '../../ui/verdict';
import { Affected } from './affected';
import { CodeText, namesOf } from './code-text';
import { Fix } from './fix';
import { findingMarkdown } from './markdown';
import { Numbers } from './numbers';
import { goroutinesOf, openTarget, profileOf, withoutRepeatedLinks } from './open-finding';
import { sinceOf } from './since';
import { WORDS } from './words';

/** One finding from its sentence to its fix. */
export function Story({ info, finding }: { readonly info: DocumentInfo; readonly finding: Finding }): JSX.Element {
  const names = useMemo(() => namesOf(finding), [finding]);
  return (
    <article className={`f-story ${finding.tier}`} tabIndex={-1} aria-labelledby="headline">
      <Byline info={info} finding={finding} />
      <h1 id="headline">
        <CodeText text={finding.title} names={names} />
      </h1>
      <Actions info={info} finding={finding} />
      <Numbers info={info} finding={finding} />
      {finding.evidence.length > 0 && (
        <section>
          <h2>{WORDS.whyTitle[finding.tier]}</h2>
          <ol>
            {withoutRepeatedLinks(finding.evidence).map((evidence, index) => (
              <Why key={index} number={index + 1} info={info} evidence={evidence} names={names} />
            ))}
          </ol>
        </section>
      )}
      {finding.stack.length > 0 && (
        <section>
          <h2>
            {finding.operation === 'other' ? WORDS.stack : WORDS.blocked}{' '}
            <span className="d">{goroutineCount(finding)}</span>
          </h2>
          <Stack
            frames={finding.stack}
            creator={finding.creator}
            ownModule={info.ownModule}
            flush
            onFunction={(name) =>
              viewOf(info.doc).change((now) => ({ view: 'top', selection: { ...now.selection, function: name } }))
            }
          />
        </section>
      )}
      {finding.certainty !== '' && (
        <section>
          <h2>{WORDS.certainty}</h2>
          <p className="certain">
            <CodeText text={finding.certainty} names={names} />
          </p>
        </section>
      )}
      <Fix advice={finding.advice} fix={finding.fix} />
      {finding.affected !== null && <Affected info={info} affected={finding.affected} />}
    </article>
  );
}

function goroutineCount(finding: Finding): string {
  const least = finding.atLeast ? '≥ ' : '';
  return `${least}${formatCount(finding.count)} ${finding.count === 1 ? 'goroutine' : 'goroutines'}`;
}

function Byline({ info, finding }: { readonly info: DocumentInfo; readonly finding: Finding }): JSX.Element {
  const since = sinceOf(info, finding);
  return (
    <p className="by">
      <Verdict tier={finding.tier} named={false} />
      <b className="tier">{TIER_WORDS[finding.tier]}</b>
      <span>{finding.rule}</span>
      {since !== null && <span>{since.text}</span>}
      {since !== null && since.all > 1 && <span>{WORDS.inCaptures(since.some, since.all)}</span>}
    </p>
  );
}

function Actions({ info, finding }: { readonly info: DocumentInfo; readonly finding: Finding }): JSX.Element {
  const { bridge } = useWorkspace();
  const goroutines = goroutinesOf(finding);
  const profile = profileOf(finding);
  const capture = goroutines?.capture ?? finding.series.at(-1)?.input ?? null;
  const copy = (): void => {
    void bridge.clipboardWrite({ text: findingMarkdown(info, finding) });
    announce(WORDS.copied);
  };
  return (
    <div className="act">
      {goroutines !== null && (
        <button type="button" className="btn p" onClick={() => openTarget(info, goroutines)}>
          {WORDS.showGoroutines(finding.count)}
        </button>
      )}
      {(goroutines !== null || profile === null) && capture !== null && finding.site !== null && (
        <button
          type="button"
          className="btn"
          onClick={() =>
            viewOf(info.doc).change((now) => ({
              view: 'flame',
              capture,
              sampleType: null,
              selection: { ...now.selection, function: finding.site?.function ?? null, node: null },
            }))
          }
        >
          {WORDS.openInFlame}
        </button>
      )}
      {goroutines === null && profile !== null && (
        <button type="button" className="btn p" onClick={() => openTarget(info, profile)}>
          {profile.view === 'top' ? WORDS.openInTop : WORDS.openInFlame}
        </button>
      )}
      <span className="grow" />
      <button type="button" className="btn q" onClick={copy} title="Shift Y">
        <Copy size={14} aria-hidden />
        {WORDS.copyMarkdown}
      </button>
    </div>
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
