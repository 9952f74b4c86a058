import type { JSX } from 'react';

/** Text with the first occurrence of what was typed marked, case-insensitive. */
export function Marked({ text, match }: { readonly text: string; readonly match: string }): JSX.Element {
  const at = match === '' ? -1 : text.toLowerCase().indexOf(match.toLowerCase());
  if (at < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + match.length)}</mark>
      {text.slice(at + match.length)}
    </>
  );
}
