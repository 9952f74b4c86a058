import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { JSX } from 'react';
import { GRANULARITIES, type Granularity } from '@core/api/profile';
import { t } from '../../i18n/t';

/** What a row is. */
export function ChooseBy({
  value,
  onChange,
}: {
  readonly value: Granularity;
  readonly onChange: (by: Granularity) => void;
}): JSX.Element {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="pick" title={t('What a row is')}>
        {t('group by {what}', { what: t(value) })}
        <ChevronDown size={12} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
        <DropdownMenu.RadioGroup value={value}>
          {GRANULARITIES.map((by) => (
            <DropdownMenu.RadioItem key={by} value={by} className="mi" onSelect={() => onChange(by)}>
              <span className="tick">
                <DropdownMenu.ItemIndicator>
                  <Check size={14} aria-hidden />
                </DropdownMenu.ItemIndicator>
              </span>
              {t(by)}
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
