import { useMemo } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { CodeRef } from '@core/api/findings';
import type { SourceAnswer } from '@core/api/profile';
import { baseName, packagePath } from '@core/base/go-name';
import { useQuery } from '../../client/use-query';
import { viewOf } from '../../state/view';
import type { LineNote } from '../../ui/source/source-lines';
import { Verdict } from '../../ui/verdict';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

/** Dumps and profiles of one program may write a path in two ways: the same name in the same package is the same file. */
function isIn(place: CodeRef, { file, function: name }: Pick<SourceAnswer, 'file' | 'function'>): boolean {
  if (place.line === 0) return false;
  return (
    place.file === file ||
    (baseName(place.file) === baseName(file) && packagePath(place.function) === packagePath(name))
  );
}

/** Findings whose site is in a file, to stand under its lines. */
export function useLineNotes(info: DocumentInfo, answer: SourceAnswer): readonly LineNote[] {
  const { answer: judged } = useQuery('findings', { doc: info.doc });
  return useMemo(
    () =>
      (judged?.findings ?? []).flatMap((finding) => {
        if (finding.site === null || !isIn(finding.site, answer)) return [];
        const open = (): void =>
          viewOf(info.doc).change((now) => ({
            view: 'findings',
            selection: { ...now.selection, finding: finding.id },
          }));
        return [
          {
            line: finding.site.line,
            colour: `var(--${finding.tier})`,
            content: (
              <>
                <Verdict tier={finding.tier} />
                <span>
                  {fromEngine(finding.title)}{' '}
                  <button type="button" className="lnk" onClick={open}>
                    {t('Open the finding')}
                  </button>
                </span>
              </>
            ),
          },
        ];
      }),
    [judged, answer, info.doc],
  );
}
