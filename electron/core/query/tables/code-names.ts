import { ORIGINS } from '@core/analysis/origin';
import type { Origin } from '@core/api/findings';
import type { TableParams } from '@core/api/table';
import { Anonymiser } from '@core/export/anonymise';
import type { OpenDocument } from '../document';
import { badParams } from '../failure';
import { checkBoolean, checkCapture } from '../params';

/** How functions and their files are called in a table. */
export interface CodeNames {
  /** Labels are left out, too. */
  readonly anonymous: boolean;
  function(name: string, origin: Origin | null): string;
  file(file: string, name: string, origin: Origin | null): string;
}

const AS_THEY_ARE: CodeNames = { anonymous: false, function: (name) => name, file: (file) => file };

export function namesFor(doc: OpenDocument, { anonymise, table }: TableParams): CodeNames {
  if (!checkBoolean('anonymise', anonymise)) return AS_THEY_ARE;
  if (table.question !== 'goroutineGroups' && table.question !== 'top' && table.question !== 'diff')
    throw badParams('anonymise', `Names are replaced in tables of functions and of groups, not in ${table.question}`);
  const by = table.question === 'goroutineGroups' ? 'function' : (table.params.by ?? 'function');
  if (by !== 'function')
    throw badParams('anonymise', `Names of functions are replaced; these rows are by ${by}`, 'Group by function.');
  const { capture, origins } = checkCapture(doc, table.params.capture);
  // Groups do not say whose code a creator is.
  const known = new Map<string, number>();
  capture.functions.name.forEach((name, i) => known.set(capture.strings.get(name), origins.origin[i]));
  const other = new Anonymiser();
  const rowOf = (name: string, origin: Origin | null): number =>
    origin === null ? (known.get(name) ?? 0) : ORIGINS.indexOf(origin);
  return {
    anonymous: true,
    function: (name, origin) => other.function(name, rowOf(name, origin)),
    file: (file, name, origin) => other.file(file, name, rowOf(name, origin)),
  };
}
