import type { JSX } from 'react';

/** The inspector without a selection. */
export function Nothing({ text }: { readonly text: string }): JSX.Element {
  return <p className="d2">{text}</p>;
}
