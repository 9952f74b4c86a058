import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { JSX, ReactNode } from 'react';

interface Option<T extends string> {
  readonly value: T;
  readonly text: string;
  readonly note?: string;
}

interface PickProps<T extends string> {
  /** What is chosen, for screen readers. */
  readonly label: string;
  readonly shown: ReactNode;
  readonly title: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A button that opens a short list, one of which is chosen; only its words where there is no choice. */
export function Pick<T extends string>(props: PickProps<T>): JSX.Element {
  const { label, shown, title, options, value, onChange } = props;
  if (options.length < 2) {
    return (
      <span className="pick still" title={title}>
        <span className="sr">{label}: </span>
        {shown}
      </span>
    );
  }
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="pick" title={title}>
        <span className="sr">{label}: </span>
        {shown}
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

/** The same with the chosen words on the button, and what they are of before them: `by function`. */
export function Choice<T extends string>({
  before,
  ...rest
}: Omit<PickProps<T>, 'shown' | 'title'> & { readonly before: string }): JSX.Element {
  const { label, options, value } = rest;
  const chosen = options.find((option) => option.value === value);
  const shown = (
    <span className="clip">
      {before} {chosen?.text ?? value}
    </span>
  );
  return <Pick {...rest} shown={shown} title={label} />;
}
