import type { JSX } from 'react';
import type { ComparedFinding, CompareAnswer } from '@core/api/compare';
import { formatCount, formatSigned } from '@core/base/format';
import { viewOf } from '../../state/view';
import { Verdict } from '../../ui/verdict';
import { msg, t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

const SECTIONS = [
  { of: 'new', title: msg('New in B') },
  { of: 'gone', title: msg('Gone in B') },
  { of: 'same', title: msg('In both') },
] as const;

function findingsLine({ findings: { new: added, gone, same } }: CompareAnswer): string {
  return t('Findings: new {added}, gone {gone}, same {same}', {
    added: formatCount(added.length),
    gone: formatCount(gone.length),
    same: formatCount(same.length),
  });
}

/** What is wrong in A and in B, each judged alone. A click shows the finding of the document, where it has it, too. */
export function FindingChanges({ doc, answer }: { readonly doc: string; readonly answer: CompareAnswer }): JSX.Element {
  const { findings, findingsFolded } = answer;
  const none = SECTIONS.every(({ of }) => findings[of].length === 0);
  return (
    <section className="cmp-findings" aria-label={t('Findings of A and B')}>
      <h2>{findingsLine(answer)}</h2>
      {none && <p className="d2">{t('No rule finds anything in either of the two by itself.')}</p>}
      {SECTIONS.map(({ of, title }) =>
        findings[of].length === 0 ? null : (
          <div key={of}>
            <h3>{t(title)}</h3>
            <ul>
              {findings[of].map((finding) => (
                <li key={finding.id}>
                  <button
                    type="button"
                    title={fromEngine(finding.title)}
                    onClick={() =>
                      viewOf(doc).change((now) => ({
                        view: 'findings',
                        selection: { ...now.selection, finding: finding.id },
                      }))
                    }
                  >
                    <Verdict tier={finding.tier} size={12} />
                    <span className="clip">{fromEngine(finding.summary)}</span>
                    <span className="r">{countText(finding, of)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ),
      )}
      {findingsFolded > 0 && (
        <p className="d2">
          {t('{findingsFolded} more are not listed.', { findingsFolded: formatCount(findingsFolded) })}
        </p>
      )}
    </section>
  );
}

function countText(finding: ComparedFinding, of: (typeof SECTIONS)[number]['of']): string {
  if (of === 'new') return formatCount(finding.new);
  if (of === 'gone') return formatCount(finding.base);
  const delta = finding.new - finding.base;
  return delta === 0 ? formatCount(finding.new) : `${formatCount(finding.new)} (${formatSigned(delta)})`;
}
