import { useState, type JSX } from 'react';
import { msg, t } from '../../i18n/t';
import { Dialog, DialogHead } from '../../ui/dialog/dialog';
import { AppearanceSection } from './appearance';
import { KeysSection } from './keys-section';
import './settings.css';

const SECTIONS = [
  ['appearance', msg('Appearance')],
  ['keys', msg('Keys')],
] as const;
type Section = (typeof SECTIONS)[number][0];

export function SettingsDialog(props: { readonly open: boolean; readonly onClose: () => void }): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} className="settings" label={t('Settings')}>
      <DialogHead title={t('Settings')} onClose={props.onClose} />
      <Sections />
    </Dialog>
  );
}

function Sections(): JSX.Element {
  const [shown, setShown] = useState<Section>('appearance');
  return (
    <div className="settings-body">
      <nav aria-label={t('Sections')}>
        {SECTIONS.map(([id, title]) => (
          <button
            key={id}
            type="button"
            aria-current={shown === id ? 'page' : undefined}
            className={shown === id ? 'on' : ''}
            onClick={() => setShown(id)}
          >
            {t(title)}
          </button>
        ))}
      </nav>
      <div className={`section ${shown}`}>{shown === 'keys' ? <KeysSection /> : <AppearanceSection />}</div>
    </div>
  );
}
