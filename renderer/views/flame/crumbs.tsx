import { ChevronRight } from 'lucide-react';
import type { JSX } from 'react';
import type { FlameAnswer } from '@core/api/queries';
import { symbolText } from '../../ui/symbol/symbol-parts';
import { t } from '../../i18n/t';

/** The way from the whole to what is zoomed to; each step of it is a button. */
export function Crumbs(props: {
  readonly answer: FlameAnswer | null;
  readonly ownModule: string;
  readonly onZoom: (crumb: number) => void;
}): JSX.Element {
  const crumbs = props.answer?.crumbs ?? [];
  // A deep path keeps its root and its last steps; what is between is counted.
  const hidden = Math.max(0, crumbs.length - 4);
  return (
    <nav className="crumbs" aria-label={t('Zoom')}>
      {crumbs.map((crumb, i) => {
        if (i > 0 && i <= hidden)
          return i === 1 ? (
            <span key="more" className="d">
              {t('{hidden} more', { hidden })}
            </span>
          ) : null;
        const last = i === crumbs.length - 1;
        const text = i === 0 ? t('all') : symbolText(crumb.name, props.ownModule);
        return (
          <span key={crumb.node} className="step">
            {i > 0 && <ChevronRight size={10} strokeWidth={1.3} aria-hidden />}
            {last && i > 0 ? (
              <span className="m clip" title={crumb.name} aria-current="true">
                {text}
              </span>
            ) : (
              <button type="button" className="lnk m clip" title={crumb.name} onClick={() => props.onZoom(i)}>
                {text}
              </button>
            )}
          </span>
        );
      })}
      {crumbs.length === 1 && (
        <span className="step hint d">
          <ChevronRight size={10} strokeWidth={1.3} aria-hidden />
          <span>{t('double-click a box to zoom to it; Backspace goes back')}</span>
        </span>
      )}
    </nav>
  );
}
