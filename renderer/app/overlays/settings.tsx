import type { JSX } from 'react';
import { THEME_CHOICES } from '@ipc/channels';
import { useSettings } from '../../state/settings';
import { Segments } from '../../ui/segments';
import { Dialog, DialogHead } from '../../ui/dialog/dialog';
import './overlays.css';

const THEME_WORDS = { system: 'as the system', light: 'light', dark: 'dark', hc: 'high contrast' } as const;

export function SettingsDialog({
  open,
  onClose,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  const { theme, setTheme, letterKeys, setLetterKeys } = useSettings();
  return (
    <Dialog open={open} onClose={onClose} className="settings" label="Settings">
      <DialogHead title="Settings" onClose={onClose} />
      <div className="form">
        <span className="d2">Theme</span>
        <Segments
          label="Theme"
          options={THEME_CHOICES.map((value) => ({ value, text: THEME_WORDS[value] }))}
          value={theme}
          onChange={setTheme}
        />
        <span className="d2">Keys</span>
        <label>
          <input type="checkbox" checked={letterKeys} onChange={(event) => setLetterKeys(event.target.checked)} />
          Single letters are keys
        </label>
        <span className="hint">Off leaves keys with Ctrl, Alt and the function keys.</span>
      </div>
    </Dialog>
  );
}
