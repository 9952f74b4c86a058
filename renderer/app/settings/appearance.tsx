import { useEffect, useRef, type JSX } from 'react';
import { THEME_CHOICES } from '@ipc/channels';
import { msg, t } from '../../i18n/t';
import { useSettings } from '../../state/settings';
import { Segments } from '../../ui/segments';
import type { SectionProps } from './section';
import { PreferenceRow } from './preference-row';
import { SettingRow } from './setting-row';

const THEME_WORDS = {
  system: msg('as the system'),
  light: msg('light'),
  dark: msg('dark'),
  hc: msg('high contrast'),
} as const;

/** Every language by its own name: who cannot read the one in force finds theirs. */
const LANGUAGE_NAMES = { en: 'English', 'zh-CN': '简体中文' } as const;

const DRAWING_WORDS = {
  auto: msg('WebGL2 where there is a graphics card'),
  canvas: msg('the canvas'),
  webgl2: msg('WebGL2'),
} as const;

/** Language, theme, and who draws. */
export function AppearanceSection({ shown }: SectionProps): JSX.Element {
  const { theme, setTheme } = useSettings();
  const { language, setLanguage } = useSettings();
  return (
    <>
      {shown.has('language') && (
        <SettingRow
          id="language"
          initial={{
            text: t('as the system'),
            changed: language !== 'system',
            onReset: () => setLanguage('system'),
          }}
        >
          {() => <LanguageChoices />}
        </SettingRow>
      )}
      {shown.has('theme') && (
        <SettingRow
          id="theme"
          initial={{ text: t('as the system'), changed: theme !== 'system', onReset: () => setTheme('system') }}
        >
          {() => (
            <Segments
              label={t('Theme')}
              options={THEME_CHOICES.map((value) => ({ value, text: t(THEME_WORDS[value]) }))}
              value={theme}
              onChange={setTheme}
            />
          )}
        </SettingRow>
      )}
      {shown.has('drawing') && (
        <PreferenceRow id="drawing" name="drawing" say={(drawing) => t(DRAWING_WORDS[drawing])} />
      )}
    </>
  );
}

/** The choice that was just made; the window is drawn anew with it, and the focus must come back to it. */
let justChosen = false;

export const isLanguageChosenNow = (): boolean => justChosen;

function LanguageChoices(): JSX.Element {
  const language = useSettings((s) => s.language);
  const setLanguage = useSettings((s) => s.setLanguage);
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!justChosen) return;
    group.current?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
    // Told to the whole tab first: its effect runs after this one.
    queueMicrotask(() => {
      justChosen = false;
    });
  }, []);
  return (
    <div ref={group}>
      <Segments
        label={t('Language')}
        options={[{ value: 'system' as const, text: t('as the system') }, ...named('en'), ...named('zh-CN')]}
        value={language}
        onChange={(value) => {
          if (value === language) return;
          justChosen = true;
          setLanguage(value);
        }}
      />
    </div>
  );
}

function named<L extends keyof typeof LANGUAGE_NAMES>(value: L): readonly { value: L; text: string }[] {
  return [{ value, text: LANGUAGE_NAMES[value] }];
}
