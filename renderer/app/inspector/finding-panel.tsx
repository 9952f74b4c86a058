import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import { formatBytes, formatCount, formatSigned } from '@core/base/format';
import { useQuery } from '../../client/use-query';
import { Verdict, TIER_WORDS } from '../../ui/verdict';
import { GroupPanel } from './group-panel';
import { Nothing } from './nothing';
import { t } from '../../i18n/t';

/** The goroutines behind a finding; where it has none, its numbers. */
export function FindingPanel(props: { readonly info: DocumentInfo; readonly selected: string | null }): JSX.Element {
  const { info, selected } = props;
  const { answer } = useQuery('findings', { doc: info.doc });
  const finding = answer?.findings.find((f) => f.id === selected) ?? answer?.findings[0];
  if (finding === undefined) return <Nothing text={answer === null ? '' : t('There are no findings to look into.')} />;
  const target = finding.evidence.find((e) => e.target?.view === 'goroutines')?.target;
  if (target != null) return <GroupPanel info={info} capture={target.capture} group={target.handle} />;
  return (
    <>
      <h2>
        <Verdict tier={finding.tier} named={false} />
        <span>
          {TIER_WORDS[finding.tier]}, {finding.rule}
        </span>
      </h2>
      <dl className="nv" style={{ marginTop: 8 }}>
        <dt>{t('Count')}</dt>
        <dd>{formatCount(finding.count)}</dd>
        {finding.growthPerMinute !== null && (
          <>
            <dt>{t('Growth')}</dt>
            <dd>{t('{growthPerMinute}/min', { growthPerMinute: formatSigned(finding.growthPerMinute) })}</dd>
          </>
        )}
        {finding.bytes !== null && (
          <>
            <dt>{t('Holds')}</dt>
            <dd>{formatBytes(finding.bytes)}</dd>
          </>
        )}
      </dl>
    </>
  );
}
