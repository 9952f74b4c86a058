import { Search } from 'lucide-react';
import { useEffect, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { t } from '../../i18n/t';
import { SETTINGS_SECTION } from '../../state/preferences';
import { useSettings } from '../../state/settings';
import { useRegisteredCommands } from '../../ui/commands';
import { useKeyChanges } from '../../ui/keys/bindings';
import { onMac } from '../../ui/keys/caps';
import { Banners } from '../banners';
import type { HostFacts } from '../host-facts';
import { AppearanceSection, isLanguageChosenNow } from './appearance';
import { GeneralSection } from './general-section';
import { allBindable, matching } from './key-list';
import { KeysSection } from './keys-section';
import { PrivacySection } from './privacy-section';
import { RulesSection } from './rules-section';
import { SamplerSection } from './sampler-section';
import { SECTIONS, SETTING_WORDS, settingsWith, type Section, type SettingId } from './setting-list';
import { SourcesSection } from './sources-section';
import './settings.css';

interface TabProps {
  readonly facts: HostFacts;
  readonly onDismiss: (index: number) => void;
}

/** All that the user chooses once: by section, or by a search through all of them. */
export function SettingsTab({ facts, onDismiss }: TabProps): JSX.Element {
  const stored = useSettings((s) => s.layout[SETTINGS_SECTION]);
  const setLayout = useSettings((s) => s.setLayout);
  const [search, setSearch] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const asked = search.trim();
  const settings = settingsWith(asked);
  const keys = matching(allBindable(useRegisteredCommands(), useKeyChanges()), asked, onMac());
  const hits = (section: Section): number =>
    countOf(settings, section) + (section === 'keys' && asked !== '' ? keys.length : 0);
  const chosen = SECTIONS.find(([id]) => id === stored)?.[0] ?? SECTIONS[0][0];
  const found = SECTIONS.filter(([id]) => hits(id) > 0);
  // A search shows all it finds; without one there is a section at a time.
  const shown = asked === '' ? SECTIONS.filter(([id]) => id === chosen) : found;
  useEffect(() => {
    // Drawn anew in another language, the focus is on the choice of it.
    if (!isLanguageChosenNow()) input.current?.focus();
  }, []);
  return (
    <div id="body" className="bare">
      <main className="pane set-pane" data-region="main" tabIndex={-1}>
        <Banners document={null} notices={facts.notices} onDismiss={onDismiss} />
        <div className="settings">
          <div className="set-head">
            <h2>{t('Settings')}</h2>
            <label className="inp">
              <Search size={14} aria-hidden />
              <input
                ref={input}
                id="settings-search"
                type="search"
                value={search}
                placeholder={t('Search settings and keys')}
                aria-label={t('Search settings and keys')}
                onChange={(event) => setSearch(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'Escape' || search === '') return;
                  event.preventDefault();
                  setSearch('');
                }}
              />
            </label>
            <span className="d2" role="status">
              {asked !== '' &&
                t('{found, plural, =0 {nothing found} other {# found}}', {
                  found: found.reduce((sum, [id]) => sum + hits(id), 0),
                })}
            </span>
          </div>
          <nav aria-label={t('Sections')} onKeyDown={onNavKey}>
            {SECTIONS.map(([id, title]) => (
              <button
                key={id}
                type="button"
                aria-current={asked === '' && chosen === id ? 'page' : undefined}
                tabIndex={chosen === id ? 0 : -1}
                className={asked === '' && chosen === id ? 'on' : ''}
                onClick={() => {
                  setSearch('');
                  setLayout(SETTINGS_SECTION, id);
                }}
              >
                <span>{t(title)}</span>
                {asked !== '' && <span className="n">{hits(id)}</span>}
              </button>
            ))}
          </nav>
          <div className="set-body" tabIndex={0} role="group" aria-label={t('Settings')}>
            {shown.length === 0 && <p className="d2 none">{t('No setting and no key has “{search}”.', { search })}</p>}
            {shown.map(([id, title]) => (
              <section key={id} aria-label={t(title)}>
                <h3>{t(title)}</h3>
                {id === 'general' && <GeneralSection shown={settings} />}
                {id === 'appearance' && <AppearanceSection shown={settings} />}
                {id === 'keys' && <KeysSection shown={settings} search={asked} />}
                {id === 'sources' && <SourcesSection shown={settings} />}
                {id === 'rules' && <RulesSection shown={settings} />}
                {id === 'sampler' && <SamplerSection shown={settings} />}
                {id === 'privacy' && <PrivacySection shown={settings} recent={facts.recent} />}
              </section>
            ))}
          </div>
        </div>
      </main>
    </div>
  );
}

function countOf(settings: ReadonlySet<SettingId>, section: Section): number {
  return [...settings].filter((id) => SETTING_WORDS[id].section === section).length;
}

/** One tab stop: arrows move over the sections. */
function onNavKey(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const entries = [...event.currentTarget.querySelectorAll('button')];
  const next = entries[entries.findIndex((entry) => entry === document.activeElement) + step];
  event.preventDefault();
  event.stopPropagation();
  next?.focus();
}
