import { Copy } from 'lucide-react';
import { useMemo, type JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { Finding } from '@core/api/findings';
import { useWorkspace } from '../../client/use-workspace';
import { viewOf } from '../../state/view';
import { showWaiters } from '../../state/waiters';
import { announce } from '../../ui/announce';
import { TIER_WORDS, Verdict } from '../../ui/verdict';
import { Affected } from './affected';
import { CodeText, namesOf } from './code-text';
import { Fix } from './fix';
import { findingMarkdown } from './markdown';
import { KeptBy, Memory } from './memory';
import { Numbers } from './numbers';
import { goroutinesOf, openTarget, profileOf } from './open-finding';
import { sinceOf } from './since';
import { Stacks } from './stacks';
import { WhyLists } from './why';
import { WORDS } from './words';
import { t } from '../../i18n/t';

/** One finding from its sentence to its fix. */
export function Story(props: {
  readonly info: DocumentInfo;
  readonly finding: Finding;
  readonly onMute: () => void;
}): JSX.Element {
  const { info, finding, onMute } = props;
  const names = useMemo(() => namesOf(finding), [finding]);
  return (
    <article className={`f-story ${finding.tier}`} tabIndex={-1} aria-labelledby="headline">
      <Byline info={info} finding={finding} />
      <h1 id="headline">
        <CodeText text={finding.title} names={names} />
      </h1>
      <Actions info={info} finding={finding} onMute={onMute} />
      <Numbers info={info} finding={finding} />
      <WhyLists info={info} finding={finding} names={names} />
      <KeptBy finding={finding} />
      {finding.goroutines.length > 0 && <Memory info={info} />}
      {finding.stack.length > 0 && <Stacks info={info} finding={finding} />}
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

function Byline({ info, finding }: { readonly info: DocumentInfo; readonly finding: Finding }): JSX.Element {
  const since = sinceOf(info, finding);
  return (
    <p className="by">
      <Verdict tier={finding.tier} named={false} />
      <b className="tier">{TIER_WORDS[finding.tier]}</b>
      <span>{finding.rule}</span>
      {since !== null && since.text !== '' && <span>{since.text}</span>}
      {since !== null && since.all > 1 && <span>{WORDS.inCaptures(since.some, since.all)}</span>}
    </p>
  );
}

function Actions(props: {
  readonly info: DocumentInfo;
  readonly finding: Finding;
  readonly onMute: () => void;
}): JSX.Element {
  const { info, finding, onMute } = props;
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
      {goroutines !== null && finding.operation !== 'other' && (
        <button type="button" className="btn" onClick={() => showWaiters(info, goroutines.capture, goroutines.handle)}>
          {WORDS.openInWaiters}
        </button>
      )}
      {goroutines === null && profile !== null && (
        <button type="button" className="btn p" onClick={() => openTarget(info, profile)}>
          {profile.view === 'top' ? WORDS.openInTop : WORDS.openInFlame}
        </button>
      )}
      <span className="grow" />
      <button type="button" className="btn q" onClick={onMute} title="M">
        {WORDS.mute}
      </button>
      <button type="button" className="btn q" onClick={copy} title={t('Shift Y')}>
        <Copy size={14} aria-hidden />
        {WORDS.copyMarkdown}
      </button>
    </div>
  );
}
