import { useEffect, useState, type JSX } from 'react';
import { fromEngine } from '../../i18n/from-engine';
import { t } from '../../i18n/t';
import { useExporting } from '../../state/exporting';

/** Shorter exports are over before anybody could read of them. */
const SHOW_AFTER_MS = 300;

/** In the status bar: how far an export is, with a way to stop it; then what was written. */
export function ExportStatus(): JSX.Element | null {
  const { running, written } = useExporting();
  const since = running?.since ?? null;
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (since === null) return;
    const timer = setTimeout(() => setLate(true), Math.max(0, since + SHOW_AFTER_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [since]);
  if (running !== null && late) {
    return (
      <span className="item">
        {t('Writing {name}, {share} %', { name: running.name, share: Math.floor(running.share * 100) })}{' '}
        <button type="button" className="lnk" onClick={running.cancel}>
          {t('Cancel')}
        </button>
      </span>
    );
  }
  if (running !== null || written === null) return null;
  return (
    <span className="item" title={written.notes.map(fromEngine).join('\n')}>
      {written.notes.length > 0 ? t('{written} (with notes)', { written: written.text }) : written.text}
    </span>
  );
}
