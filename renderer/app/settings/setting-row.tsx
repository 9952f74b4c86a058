import { RotateCcw } from 'lucide-react';
import { useId, useRef, type JSX, type ReactNode } from 'react';
import { t } from '../../i18n/t';
import { SETTING_WORDS, type SettingId } from './setting-list';

/** The default of a setting, and the way back to it. */
export interface Default {
  readonly text: string;
  readonly changed: boolean;
  readonly onReset: () => void;
}

/** One setting: label, control, default. What the control is about is said by the label, whose id it is given. */
export function SettingRow(props: {
  readonly id: SettingId;
  /** None where there is nothing to go back to. */
  readonly initial?: Default;
  readonly children: (labelId: string) => ReactNode;
}): JSX.Element {
  const { id, initial } = props;
  const words = SETTING_WORDS[id];
  const labelId = useId();
  const control = useRef<HTMLDivElement>(null);
  return (
    <div className="set-row">
      <div>
        <div id={labelId} className="set-label">
          {t(words.title)}
        </div>
        {words.help !== '' && <p className="set-help d2">{t(words.help)}</p>}
      </div>
      <div ref={control} className="set-control">
        {props.children(labelId)}
      </div>
      <div className="set-default d2">
        {initial !== undefined && (
          <>
            <span>{t('Default: {value}', { value: initial.text })}</span>
            {initial.changed && (
              <button
                type="button"
                className="btn q"
                aria-label={t('Back to the default: {title}', { title: t(words.title) })}
                title={t('Back to the default')}
                onClick={() => {
                  initial.onReset();
                  // The button goes; the focus must not go with it.
                  control.current?.querySelector<HTMLElement>('[tabindex="0"], select, input, button')?.focus();
                }}
              >
                <RotateCcw size={14} aria-hidden />
              </button>
            )}
          </>
        )}
      </div>
    </div>
  );
}
