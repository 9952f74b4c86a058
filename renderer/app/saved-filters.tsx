import { Bookmark, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { JSX } from 'react';
import { formatFilter, parseFilter } from '../state/filter-text';
import { SAVED_FILTER } from '../state/preferences';
import { useSettings } from '../state/settings';
import { useView, viewOf } from '../state/view';
import { t } from '../i18n/t';

const MOST = 20;
/** Longest text that settings keep. */
const LONGEST = 400;

/** Filters that were kept, oldest first, with the keys they are kept under. An empty text is a place that was given up. */
export function savedFilters(layout: Readonly<Record<string, unknown>>): readonly { key: string; text: string }[] {
  return Array.from({ length: MOST }, (_, i) => `${SAVED_FILTER}${i}`).flatMap((key) => {
    const text = layout[key];
    return typeof text === 'string' && text !== '' ? [{ key, text }] : [];
  });
}

/** Keeps the filter shown, and puts a kept one in its place. */
export function SavedFilters({ doc }: { readonly doc: string }): JSX.Element {
  const { filter } = useView(doc);
  const layout = useSettings((s) => s.layout);
  const setLayout = useSettings((s) => s.setLayout);
  const saved = savedFilters(layout);
  const now = formatFilter(filter);
  const known = saved.some(({ text }) => text === now);
  const free = Array.from({ length: MOST }, (_, i) => `${SAVED_FILTER}${i}`).find((key) => (layout[key] ?? '') === '');
  const why =
    now === ''
      ? t('There is no filter to save')
      : known
        ? t('This filter is saved')
        : free === undefined
          ? t('{most} filters are saved: remove one first', { most: MOST })
          : now.length > LONGEST
            ? t('This filter is too long to be saved')
            : null;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn q" aria-label={t('Saved filters')} title={t('Saved filters')}>
        <Bookmark size={16} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
        <DropdownMenu.Item
          className="mi saved"
          disabled={why !== null}
          onSelect={() => {
            if (free !== undefined) setLayout(free, now);
          }}
        >
          <span>{why ?? t('Save this filter')}</span>
        </DropdownMenu.Item>
        {saved.length > 0 && <DropdownMenu.Separator className="sep" />}
        {saved.map(({ key, text }) => (
          <div className="mi saved" key={key} role="none">
            <DropdownMenu.Item
              className="pickable clip m"
              title={text}
              onSelect={() => {
                const parsed = parseFilter(text);
                if (parsed.ok) viewOf(doc).change({ filter: parsed.value });
              }}
            >
              {text}
            </DropdownMenu.Item>
            <DropdownMenu.Item
              className="cx"
              aria-label={t('Remove {text}', { text })}
              onSelect={() => setLayout(key, '')}
            >
              <X size={12} aria-hidden />
            </DropdownMenu.Item>
          </div>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
