import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { JSX } from 'react';

interface ChoiceProps<T extends string> {
  /** What is chosen, for screen readers. */
  readonly label: string;
  /** Words on the button before the chosen one: `by`. */
  readonly before: string;
  readonly options: readonly { readonly value: T; readonly text: string; readonly note?: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A button that opens a short list, one of which is chosen. */
export function Choice<T extends string>({ label, before, options, value, onChange }: ChoiceProps<T>): JSX.Element {
  const chosen = options.find((option) => option.value === value);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="pick" title={label}>
        <span className="sr">{label}: </span>
        <span className="clip">
          {before} {chosen?.text ?? value}
        </span>
        <ChevronDown size={12} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
        <DropdownMenu.RadioGroup
          value={value}
          onValueChange={(next) => {
            const option = options.find((candidate) => candidate.value === next);
            if (option !== undefined) onChange(option.value);
          }}
        >
          {options.map((option) => (
            <DropdownMenu.RadioItem key={option.value} value={option.value} className="mi">
              <span className="tick">
                <DropdownMenu.ItemIndicator>
                  <Check size={14} aria-hidden />
                </DropdownMenu.ItemIndicator>
              </span>
              <span className="clip">{option.text}</span>
              <span className="d2">{option.note ?? ''}</span>
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
