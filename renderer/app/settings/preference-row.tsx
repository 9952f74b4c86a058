import type { JSX } from 'react';
import { CHOICES, FIRST_PREFERENCES, usePreference, type Preference, type Preferences } from '../../state/preferences';
import type { SettingId } from './setting-list';
import { SettingRow } from './setting-row';

/** A setting that is one of a few values. */
export function PreferenceRow<K extends Preference>(props: {
  readonly id: SettingId;
  readonly name: K;
  /** A value in words. */
  readonly say: (value: Preferences[K]) => string;
}): JSX.Element {
  const { id, name, say } = props;
  const [value, setValue] = usePreference(name);
  const first = FIRST_PREFERENCES[name];
  const choices = CHOICES[name];
  return (
    <SettingRow id={id} initial={{ text: say(first), changed: value !== first, onReset: () => setValue(first) }}>
      {(labelId) => (
        <select
          className="pick"
          aria-labelledby={labelId}
          value={choices.indexOf(value)}
          onChange={(event) => {
            const chosen = choices[Number(event.target.value)];
            if (chosen !== undefined) setValue(chosen);
          }}
        >
          {choices.map((choice, index) => (
            <option key={index} value={index}>
              {say(choice)}
            </option>
          ))}
        </select>
      )}
    </SettingRow>
  );
}
