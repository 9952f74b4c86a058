import { ChevronDown, ChevronUp } from 'lucide-react';
import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import { TIERS, type Finding } from '@core/api/findings';
import type { FindingsAnswer } from '@core/api/queries';
import { formatBytes, formatCount, formatSigned } from '@core/base/format';
import { baseName, shortName } from '@core/base/go-name';
import { Sparkline } from '../../charts/sparkline';
import { viewOf } from '../../state/view';
import { TIER_WORDS, Verdict } from '../../ui/verdict';
import { ListFoot } from './list-foot';
import type { Shown } from './shown';
import { WORDS } from './words';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

/** Findings by tier, surest first; within a tier as the engine ordered them (cost). */
export function FindingList(props: {
  readonly info: DocumentInfo;
  readonly answer: FindingsAnswer;
  readonly shown: Shown;
  readonly chosen: Finding;
  readonly onInfo: (open: boolean) => void;
}): JSX.Element {
  const { info, answer, shown, chosen, onInfo } = props;
  return (
    <div className="f-list">
      <div role="listbox" aria-label={t('Findings')}>
        {TIERS.map((tier) => {
          const ofTier = shown.findings.filter((finding) => finding.tier === tier);
          if (ofTier.length === 0) return null;
          const count = ofTier.length + (tier === 'info' ? shown.hidden : 0);
          return (
            <div key={tier} role="group" aria-label={`${TIER_WORDS[tier]}, ${count}`}>
              <div className="f-tier" aria-hidden="true">
                <span>{TIER_WORDS[tier]}</span>
                <span className="d clip">{WORDS.tierWhy[tier]}</span>
                <span className="n">{formatCount(count)}</span>
              </div>
              {ofTier.map((finding) => (
                <Item key={finding.id} doc={info.doc} finding={finding} on={finding === chosen} />
              ))}
            </div>
          );
        })}
      </div>
      {(shown.hidden > 0 || shown.open) && (
        <button type="button" className="f-more" aria-expanded={shown.open} onClick={() => onInfo(!shown.open)}>
          {shown.open ? <ChevronUp size={14} aria-hidden /> : <ChevronDown size={14} aria-hidden />}
          {shown.open ? WORDS.hideInfo : WORDS.showInfo(shown.hidden)}
        </button>
      )}
      <ListFoot info={info} answer={answer} />
    </div>
  );
}

function Item(props: { readonly doc: string; readonly finding: Finding; readonly on: boolean }): JSX.Element {
  const { doc, finding, on } = props;
  const { site, creator, growthPerMinute, series } = finding;
  const counts = series.map((at) => at.count);
  const place = site === null ? '' : `${baseName(site.file)}${site.line > 0 ? `:${site.line}` : ''}`;
  const who = creator ?? finding.entry ?? site;
  return (
    <div
      id={`finding-${finding.id}`}
      className={`f-item${on ? ' on' : ''}`}
      role="option"
      aria-selected={on}
      tabIndex={on ? 0 : -1}
      onClick={() => viewOf(doc).select({ finding: finding.id })}
    >
      <Verdict tier={finding.tier} />
      <p className="t clip" title={fromEngine(finding.title)}>
        {fromEngine(finding.summary)}
      </p>
      <div className="spark">{counts.length > 1 && <Sparkline values={counts} width={52} colour="currentColor" />}</div>
      <p className="w clip">
        {place !== '' && <span className="m">{place}</span>}
        {place !== '' && who !== null && '\u2002'}
        {who !== null && shortName(who.function)}
      </p>
      <p className="v">
        {growthPerMinute === null || counts.length < 2 ? (
          finding.bytes === null ? null : (
            formatBytes(finding.bytes)
          )
        ) : (
          <Rate perMinute={growthPerMinute} />
        )}
      </p>
    </div>
  );
}

function Rate({ perMinute }: { readonly perMinute: number }): JSX.Element {
  const rounded = Math.round(perMinute);
  if (rounded === 0) return <>{WORDS.steady}</>;
  return <span className={rounded > 0 ? 'up' : 'down'}>{t('{rounded}/min', { rounded: formatSigned(rounded) })}</span>;
}
