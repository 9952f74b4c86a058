import type { JSX } from 'react';
import type { Start } from '@ipc/channels';
import { Dialog, DialogHead } from '../../ui/dialog/dialog';
import { t } from '../../i18n/t';
import './overlays.css';

export function AboutDialog(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly start: Start | null;
}): JSX.Element {
  const versions = props.start?.versions;
  // A report has them in itself; the app has them beside it.
  const notices = document.getElementById('licences')?.textContent.trim() ?? '';
  return (
    <Dialog open={props.open} onClose={props.onClose} className="about" label={t('About Parkscope')}>
      <DialogHead title={t('About Parkscope')} onClose={props.onClose} />
      <div className="about-body">
        <p>
          {t(
            'Which goroutines are stuck and why, what holds memory, and where the time goes. Apache License 2.0. Set in IBM Plex Sans and Iosevka (SIL Open Font License 1.1).',
          )}
        </p>
        {versions !== undefined && (
          <dl className="nv">
            <dt>Parkscope</dt>
            <dd>{versions.app}</dd>
            <dt>Electron</dt>
            <dd>{versions.electron || '–'}</dd>
            <dt>Chromium</dt>
            <dd>{versions.chromium}</dd>
            <dt>Node</dt>
            <dd>{versions.node || '–'}</dd>
          </dl>
        )}
        {notices !== '' && (
          <details>
            <summary>{t('Licences of what is in this file')}</summary>
            <pre className="licences" tabIndex={0}>
              {notices}
            </pre>
          </details>
        )}
      </div>
    </Dialog>
  );
}
