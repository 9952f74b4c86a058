import { IntlMessageFormat } from 'intl-messageformat';
import { createElement, Fragment, isValidElement, type ReactElement, type ReactNode } from 'react';
import type { Locale } from './locale';
import { pseudo } from './pseudo';

/** English message → its translation. The English text is the key, so code stays readable and a missing translation is English. */
export type Catalogue = Readonly<Record<string, string>>;
type Value = string | number | Date | null | undefined;
export type Values = Readonly<Record<string, Value>>;

export interface Messages {
  readonly window: Catalogue;
  /** Sentences that the engine writes. */
  readonly engine: Catalogue;
}

export const NO_MESSAGES: Messages = { window: {}, engine: {} };

let locale: Locale = 'en';
let catalogue: Catalogue = {};
let engine: Catalogue = {};
/** Parsed messages of the language in force: parsing costs more than formatting. */
let parsed = new Map<string, IntlMessageFormat>();

/**
 * What `t` answers from now on; `fromEngine` are the sentences of `engineCatalogue`. Text that is on screen stays until it is drawn again.
 */
export function setCatalogue(next: Locale, messages: Messages): void {
  locale = next;
  catalogue = messages.window;
  engine = messages.engine;
  parsed = new Map();
}

/** The language in force, for dates and lists: `zh-CN`. */
export function currentLocale(): Locale {
  return locale;
}

/** Messages that the engine may have written, in force; empty in English. */
export function engineCatalogue(): Catalogue {
  return engine;
}

/**
 * A message in the language of the window. With `values` it is an ICU message: `{n, plural, one {# row} other {# rows}}`. Without,
 * the text is taken as it is, so that text of unknown origin (a name, a sentence of the engine) may be passed too.
 */
export function t(message: string, values?: Values): string {
  const text = translated(message);
  return values === undefined ? text : formatMessage(text, values);
}

/** ICU text in the language in force with its values. */
export function formatMessage(text: string, values: Values): string {
  return String(formatter(text).format(values));
}

/** As `t`, where a value is an element: `rich('Press {key} for help', { key: <kbd>?</kbd> })`. */
export function rich(message: string, values: Readonly<Record<string, ReactNode>>): ReactElement {
  const parts = formatter(translated(message)).format<ReactNode>(values);
  return createElement(Fragment, null, ...(Array.isArray(parts) ? parts.map(keyless) : [parts]));
}

/** Marks text of a table that `t` is given later: the table is made once, before the language is known. */
export function msg<T extends string>(message: T): T {
  return message;
}

function translated(message: string): string {
  if (locale === 'en') return message;
  return locale === 'en-XA' ? pseudo(message) : (catalogue[message] ?? message);
}

function formatter(text: string): IntlMessageFormat {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const made = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
  parsed.set(text, made);
  return made;
}

/** A part of a message as a child: elements as they are. */
function keyless(part: ReactNode): ReactNode {
  return isValidElement(part) || typeof part !== 'object' ? part : createElement(Fragment, null, part);
}

/** A flat table of texts whose every reading is in the language of that moment; functions in it stay as they are. */
export function inLanguage<T extends Readonly<Record<string, unknown>>>(table: T): T {
  const read = (_: T, key: string | symbol): unknown => {
    const value: unknown = Reflect.get(table, key);
    return typeof value === 'string' ? t(value) : value;
  };
  return new Proxy(table, { get: read });
}
