import { DropdownMenu } from 'radix-ui';
import { useEffect, useState, type JSX } from 'react';
import { useWorkspace } from '../../client/use-workspace';
import { t } from '../../i18n/t';
import { announce } from '../../ui/announce';
import { spokenBy } from '../../ui/copy/spoken';
import { entriesAround, hasSelection, type MenuEntry } from '../../ui/copy/use-copy';

/** Longest text that stands in an entry. */
const SHOWN = 40;

interface Opened {
  readonly x: number;
  readonly y: number;
  readonly entries: readonly MenuEntry[];
  /** The dialog, which lies above everything that is not in it, or the landmark. */
  readonly within: HTMLElement;
  /** Has the focus again when the menu closes. */
  readonly from: Element | null;
}

/** What can be copied of these elements, the nearest first: selected text, what one of them says, what the parts around them have. */
function entriesFor(elements: readonly Element[]): readonly MenuEntry[] {
  const [nearest] = elements;
  if (nearest === undefined) return [];
  const typed = typedIn(nearest);
  const said = elements.map(spokenBy).find((text) => text !== '') ?? '';
  return [
    ...(hasSelection() ? [{ title: t('Copy the selected text'), run: copySelection }] : []),
    ...(typed === '' ? [] : [{ title: t('Copy “{said}”', { said: short(typed) }), text: () => typed }]),
    ...(said === '' ? [] : [{ title: t('Copy “{said}”', { said: short(said) }), text: () => said }]),
    ...entriesAround(nearest),
  ];
}

/** What is selected in an input, or all that was typed. */
function typedIn(element: Element): string {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return '';
  const { selectionStart, selectionEnd, value } = element;
  return value.slice(selectionStart ?? 0, selectionEnd ?? 0) || value;
}

/** The browser knows best which of the words in a selection can be selected. */
function copySelection(): void {
  document.execCommand('copy');
  announce(t('Copied'));
}

function short(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}

/** The menu over anything, and the last answer to Ctrl+C: what has the focus says it. */
export function CopyMenu(): JSX.Element | null {
  const { bridge } = useWorkspace();
  const [opened, setOpened] = useState<Opened | null>(null);
  useEffect(() => {
    const onMenu = (event: MouseEvent): void => {
      const target = event.target;
      if (event.defaultPrevented || !(target instanceof Element) || target.closest('[role=menu]') !== null) return;
      event.preventDefault();
      // The menu key has no pointer: then it belongs to what has the focus.
      const byKey = event.button !== 2;
      const element = byKey ? (document.activeElement ?? target) : target;
      // A line of a drawing may lie above the words.
      const entries = entriesFor(
        byKey ? [element] : [target, ...document.elementsFromPoint(event.clientX, event.clientY)],
      );
      if (entries.length === 0) return;
      const box = element.getBoundingClientRect();
      setOpened({
        x: byKey ? box.left + 8 : event.clientX,
        y: byKey ? Math.min(box.bottom, innerHeight - 8) : event.clientY,
        entries,
        within: element.closest<HTMLElement>('dialog, main, aside, nav, header, footer') ?? document.body,
        from: document.activeElement,
      });
    };
    const onCopy = (event: ClipboardEvent): void => {
      const active = document.activeElement;
      if (event.defaultPrevented || active === null || active === document.body || hasSelection()) return;
      if (active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement) return;
      const said = spokenBy(active);
      if (said === '') return;
      event.clipboardData?.setData('text/plain', said);
      event.preventDefault();
      announce(t('Copied'));
    };
    document.addEventListener('contextmenu', onMenu);
    // After every part has had its turn.
    window.addEventListener('copy', onCopy);
    return () => {
      document.removeEventListener('contextmenu', onMenu);
      window.removeEventListener('copy', onCopy);
    };
  }, []);
  if (opened === null) return null;
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(open) => !open && setOpened(null)}>
      <DropdownMenu.Trigger asChild>
        <span className="copy-at" style={{ left: opened.x, top: opened.y }} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={opened.within}>
        <DropdownMenu.Content
          className="menu"
          align="start"
          sideOffset={2}
          collisionPadding={8}
          aria-label={t('What can be done here')}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opened.from instanceof HTMLElement) opened.from.focus({ preventScroll: true });
          }}
        >
          {opened.entries.map((entry, index) => (
            <DropdownMenu.Item
              key={`${index} ${entry.title}`}
              className="mi bare"
              onSelect={() => {
                if ('run' in entry) return entry.run();
                void bridge.clipboardWrite({ text: entry.text() });
                announce(t('Copied'));
              }}
            >
              <span className="clip">{entry.title}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
