import { RotateCcw } from 'lucide-react';
import { useEffect, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { currentLocale, t } from '../../i18n/t';
import { useSettings } from '../../state/settings';
import { Alternatives, KeyCaps, keyText, onMac } from '../../ui/keys/caps';
import { isReserved, keysCollide, pressOf } from '../../ui/keys/press';
import { collisions, type Bindable } from './key-list';

/** Most presses of one binding. */
const MOST_PRESSES = 2;

interface KeyRowProps {
  readonly row: Bindable;
  readonly all: readonly Bindable[];
  /** Whether this row listens for presses. */
  readonly listening: boolean;
  readonly onListen: (listen: boolean) => void;
}

/** A command with its keys. Pressed, it listens: what is pressed next are its keys once Enter keeps them. */
export function KeyRow({ row, all, listening, onListen }: KeyRowProps): JSX.Element {
  const setKeys = useSettings((s) => s.setKeys);
  const button = useRef<HTMLButtonElement>(null);
  const listened = useRef(false);
  useEffect(() => {
    if (listened.current && !listening) button.current?.focus();
    listened.current = listening;
  }, [listening]);
  if (listening) return <Listening row={row} all={all} onDone={() => onListen(false)} />;
  return (
    <li className={`key-row${row.changed ? ' changed' : ''}`}>
      <span className="clip" title={row.title}>
        {row.title}
      </span>
      <span className="grow" />
      {row.changed && (
        <button
          type="button"
          className="btn q"
          aria-label={t('Give {title} its own keys back', { title: row.title })}
          title={
            row.own.length === 0
              ? t('Back to no key')
              : t('Back to {keys}', { keys: listOf(row.own.map(keyText), 'disjunction') })
          }
          onClick={() => {
            setKeys({ [row.id]: null });
            button.current?.focus();
          }}
        >
          <RotateCcw size={14} aria-hidden />
        </button>
      )}
      <button ref={button} type="button" className="btn q caps-btn" onClick={() => onListen(true)}>
        <span className="sr">
          {row.keys.length === 0
            ? t('Keys of {title}: none', { title: row.title })
            : t('Keys of {title}: {keys}', { title: row.title, keys: listOf(row.keys.map(keyText), 'disjunction') })}
        </span>
        <span aria-hidden="true">
          {row.keys.length === 0 ? <span className="d2">{t('no key')}</span> : <Alternatives keys={row.keys} />}
        </span>
      </button>
    </li>
  );
}

function Listening(props: {
  readonly row: Bindable;
  readonly all: readonly Bindable[];
  readonly onDone: () => void;
}): JSX.Element {
  const { row, all, onDone } = props;
  const setKeys = useSettings((s) => s.setKeys);
  const [presses, setPresses] = useState<readonly string[]>([]);
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.focus(), []);
  const mac = onMac();
  const keys = presses.join(' ');
  const reserved = keys !== '' && isReserved(keys, mac);
  const others = keys === '' || reserved ? [] : collisions(row, keys, all, mac);
  const names = listOf(
    others.map(({ title }) => t('“{title}”', { title })),
    'conjunction',
  );

  const keep = (alone: boolean): void => {
    if (keys === '' || reserved) return;
    const taken = alone ? others.map((other) => [other.id, without(other, keys, mac)] as const) : [];
    setKeys({ ...Object.fromEntries(taken), [row.id]: [keys] });
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const { ctrlKey, altKey, metaKey, shiftKey } = event;
    const plain = !ctrlKey && !altKey && !metaKey;
    // The way on by keys stays: to the buttons.
    if (event.key === 'Tab' && plain) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape' && plain && !shiftKey) return onDone();
    if (event.key === 'Enter' && plain && !shiftKey) return keep(false);
    if (event.key === 'Backspace' && plain && !shiftKey) return setPresses([]);
    const press = pressOf(event.nativeEvent, mac);
    if (press === null || event.repeat) return;
    setPresses((now) => (now.length === MOST_PRESSES || isReserved(now.join(' '), mac) ? [press] : [...now, press]));
  };
  return (
    <li className="key-row listening">
      <div className="key-ask">
        <span className="clip">{row.title}</span>
        <div
          ref={field}
          className="key-field"
          tabIndex={0}
          role="textbox"
          aria-readonly="true"
          aria-label={t('New keys of {title}', { title: row.title })}
          aria-describedby="key-says"
          onKeyDown={onKeyDown}
        >
          {keys === '' ? (
            <span className="d2">{t('Press the keys, one or two after another')}</span>
          ) : (
            <KeyCaps keys={keys} />
          )}
        </div>
      </div>
      <p id="key-says" role="status" className={others.length > 0 || reserved ? 'key-says warn' : 'key-says d2'}>
        {reserved
          ? t('{keys} stays with the window and the system.', { keys: keyText(keys) })
          : others.length > 0
            ? t('{keys} is also {names}.', { keys: keyText(keys), names })
            : t('Enter keeps, Backspace empties, Esc leaves it as it was.')}
      </p>
      <div className="key-acts">
        {others.length > 0 && (
          <button type="button" className="btn" onClick={() => keep(true)}>
            {t('Take it from {names}', { names })}
          </button>
        )}
        <button type="button" className="btn" disabled={keys === '' || reserved} onClick={() => keep(false)}>
          {others.length > 0 ? t('Keep both') : t('Keep')}
        </button>
        <span className="grow" />
        {row.keys.length > 0 && (
          <button
            type="button"
            className="btn q"
            onClick={() => {
              setKeys({ [row.id]: row.own.length === 0 ? null : [] });
              onDone();
            }}
          >
            {t('No key')}
          </button>
        )}
        <button type="button" className="btn q" onClick={onDone}>
          {t('Cancel')}
        </button>
      </div>
    </li>
  );
}

/** The keys that are left to a command, or null where these are its own. */
function without(other: Bindable, keys: string, mac: boolean): string[] | null {
  const left = other.keys.filter((one) => !keysCollide(one, keys, mac));
  return left.length === other.own.length && left.every((one, index) => one === other.own[index]) ? null : left;
}

function listOf(words: readonly string[], type: 'conjunction' | 'disjunction'): string {
  return new Intl.ListFormat(currentLocale() === 'zh-CN' ? 'zh-CN' : 'en', { type }).format(words);
}
