import { memo, useEffect, useRef } from 'react';
import type { Finding } from '@core/api/findings';
import type { FindingsAnswer } from '@core/api/queries';
import { formatCount } from '@core/base/format';
import { baseName, shortName } from '@core/base/go-name';
import { announce } from '../../ui/announce';
import { TIER_WORDS, Verdict } from '../../ui/verdict';
import { rate } from './words';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

/** What is wrong by now; a click opens the story. A surer one than before is announced. */
export const LiveFindings = memo(function LiveFindings(props: {
  readonly answer: FindingsAnswer | null;
  /** They are judged again and again. */
  readonly judged: boolean;
  /** Null: the list of all. */
  readonly onOpen: (finding: string | null) => void;
}) {
  const { answer } = props;
  const findings = answer?.findings ?? [];
  useAnnounced(findings);
  const { shown, more } = shownOf(findings, answer?.folded ?? 0);
  return (
    <section className="lv-findings" aria-label={t('Findings')}>
      <h2 className="hd">
        {t('Findings')}
        <span className="d2">
          {answer === null
            ? ''
            : props.judged
              ? t('{count}, judged each second', { count: formatCount(findings.length + answer.folded) })
              : formatCount(findings.length + answer.folded)}
        </span>
      </h2>
      {answer !== null && findings.length === 0 && (
        <p className="lv-none d2">
          {props.judged
            ? t('Nothing yet. What grows is told from what stands by three moments.')
            : t('Nothing was found.')}
        </p>
      )}
      <ul>
        {shown.map((finding) => (
          <Item
            key={finding.id}
            id={finding.id}
            tier={finding.tier}
            title={fromEngine(finding.title)}
            summary={fromEngine(finding.summary)}
            where={whereOf(finding)}
            grows={growthOf(finding)}
            up={Math.round(finding.growthPerMinute ?? 0) > 0}
            onOpen={props.onOpen}
          />
        ))}
      </ul>
      {more > 0 && (
        <button type="button" className="lv-more" onClick={() => props.onOpen(null)}>
          {t('{more} more in Findings', { more: formatCount(more) })}
        </button>
      )}
    </section>
  );
});

/** Those with a sign of a leak; of the others so many that three are shown. */
function shownOf(
  findings: readonly Finding[],
  folded: number,
): { readonly shown: readonly Finding[]; readonly more: number } {
  const signs = findings.filter(({ tier }) => tier !== 'info').length;
  const shown = findings.slice(0, Math.max(3, signs));
  return { shown, more: findings.length - shown.length + folded };
}

function whereOf({ site, creator, entry }: Finding): string {
  const place = site === null ? '' : `${baseName(site.file)}${site.line > 0 ? `:${site.line}` : ''}`;
  const who = creator ?? entry ?? site;
  return [place, who === null ? '' : shortName(who.function)].filter((part) => part !== '').join(', ');
}

function growthOf({ growthPerMinute }: Finding): string {
  if (growthPerMinute === null) return '';
  return Math.round(growthPerMinute) === 0 ? t('steady') : t('{rate}/min', { rate: rate(growthPerMinute) });
}

/** Rendered again only when its words change. */
const Item = memo(function Item(props: {
  readonly id: string;
  readonly tier: Finding['tier'];
  readonly title: string;
  readonly summary: string;
  readonly where: string;
  readonly grows: string;
  readonly up: boolean;
  readonly onOpen: (finding: string | null) => void;
}) {
  return (
    <li>
      <button type="button" className="lv-finding" title={props.title} onClick={() => props.onOpen(props.id)}>
        <Verdict tier={props.tier} />
        <span className="t clip">{props.summary}</span>
        <span className={`v ${props.up ? 'up' : 'd2'}`}>{props.grows}</span>
        <span className="w clip">{props.where}</span>
      </button>
    </li>
  );
});

/** Says what became proven or strong since the last look. */
function useAnnounced(findings: readonly Finding[]): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const sure = findings.filter(({ tier }) => tier === 'proven' || tier === 'strong');
    const before = known.current;
    known.current = new Set(sure.map(({ id, tier }) => `${tier} ${id}`));
    if (before === null) return;
    const news = sure.find(({ id, tier }) => !before.has(`${tier} ${id}`));
    if (news !== undefined) announce(`${TIER_WORDS[news.tier]}: ${fromEngine(news.summary)}`);
  }, [findings]);
}
