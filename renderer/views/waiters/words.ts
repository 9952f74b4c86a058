import type { Operation } from '@core/api/operation';
import type { PossibleReleaser, WaiterRow, WaitingGroup, WaitObjectKind } from '@core/api/waiters';
import { formatCount } from '@core/base/format';
import { baseName, shortName } from '@core/base/go-name';
import { msg, t } from '../../i18n/t';

/** What a goroutine waits for, judged by its operation alone. */
const PRESUMED: Readonly<Record<Operation, readonly [kind: WaitObjectKind, text: string]>> = {
  'chan send': ['channel', msg('a channel')],
  'chan receive': ['channel', msg('a channel')],
  select: ['channel', msg('channels of a select')],
  'mutex lock': ['mutex', msg('a Mutex')],
  'rwmutex rlock': ['rwmutex', msg('an RWMutex')],
  'rwmutex lock': ['rwmutex', msg('an RWMutex')],
  'waitgroup wait': ['waitgroup', msg('a WaitGroup')],
  'cond wait': ['cond', msg('a Cond')],
  semacquire: ['semaphore', msg('a semaphore')],
  sleep: ['timer', msg('a timer')],
  'io wait': ['fd', msg('a file or socket')],
  syscall: ['fd', msg('a system call')],
  other: ['unknown', msg('something')],
};

/** True where nothing says which object it is: the row stands for all that wait so at one site. */
const isSite = (row: WaiterRow): boolean => row.kind === 'unknown' && row.title.includes(' at ');

/** The kind to draw: of objects that are not known, the one that the operation speaks of. */
export function drawnKind(row: WaiterRow): WaitObjectKind {
  const operation = row.groups[0]?.operation;
  return isSite(row) && operation !== undefined ? PRESUMED[operation][0] : row.kind;
}

/** Both lines of the pill. */
export function objectLines(row: WaiterRow): readonly [title: string, state: string] {
  const operation = row.groups[0]?.operation;
  if (isSite(row) && operation !== undefined) return [t(PRESUMED[operation][1]), t('which one is not known')];
  const type = row.type === '' ? '' : shortName(row.type);
  // Of a channel its type says more than its address, which stands in the inspector and in the table.
  const title =
    row.kind !== 'channel' || type === '' || row.title.includes(type)
      ? row.title
      : `${row.objects === 1 ? 'chan' : row.title} ${type}`;
  if (row.kind === 'nil channel') return [title, t('never wakes')];
  if (row.state !== '') return [title, row.state];
  if (type !== '' && !title.includes(type)) return [title, t('in {type}', { type })];
  return [title, row.waiting === 1 ? t('1 waits') : t('{waiting} wait', { waiting: formatCount(row.waiting) })];
}

const WORDS: Readonly<Record<string, string>> = {
  'io wait': 'IO wait',
  'waitgroup wait': 'WaitGroup wait',
  'cond wait': 'Cond wait',
  'rwmutex lock': 'RWMutex lock',
  'rwmutex rlock': 'RWMutex rlock',
};

/** As Go prints it, short. */
export function operationText({ state, operation }: Pick<WaitingGroup, 'state' | 'operation'>): string {
  const text = operation === 'other' ? state : operation;
  return WORDS[text] ?? text;
}

/** `41,205`, or `g 9102` where it is one and has an id. */
export function countText({ count, goroutines }: Pick<WaitingGroup, 'count' | 'goroutines'>): string {
  const [first] = goroutines;
  return count === 1 && first !== undefined ? `g\u00a0${first}` : formatCount(count);
}

export function placeText({ site }: Pick<WaitingGroup, 'site'>): string {
  return site === null ? '' : `${baseName(site.file)}:${site.line}`;
}

/** What stands where nobody was found who could release it. */
export function nobodyText(row: WaiterRow): string {
  switch (drawnKind(row)) {
    case 'channel':
      return row.groups[0]?.operation === 'chan send'
        ? t('no receiver found')
        : row.groups[0]?.operation === 'chan receive'
          ? t('no sender found')
          : t('nobody else found');
    case 'mutex':
    case 'rwmutex':
      return t('no holder found');
    case 'waitgroup':
      return t('nobody left to call Done');
    case 'cond':
      return t('nobody left to signal');
    default:
      return t('nobody found');
  }
}

/** What stands where nobody was looked for, or nobody has to come. */
export function noReleaserText(row: WaiterRow): string {
  switch (row.kind === 'nil channel' ? row.kind : drawnKind(row)) {
    case 'nil channel':
      return t('nobody can');
    case 'timer':
      return t('the clock');
    case 'fd':
      return t('whoever is at the other end');
    default:
      return t('not known');
  }
}

/** Who could release it, in words, for the table and for copies. */
export function releaserText(row: WaiterRow): string {
  if (row.nobody && row.kind !== 'nil channel') return nobodyText(row);
  if (row.releasers.length === 0) return noReleaserText(row);
  const texts = row.releasers.map((one) => `${countText(one)} ${functionText(one)}`.trimEnd());
  const more = row.releasersFolded;
  const first = texts.slice(0, 3).join('; ');
  const left = texts.length - Math.min(3, texts.length) + more;
  return left > 0 ? t('{first}; {left} more', { first, left: formatCount(left) }) : first;
}

export function functionText({ site }: Pick<PossibleReleaser, 'site'>): string {
  return site === null ? '' : shortName(site.function);
}

/** One line of a row: for screen readers and as its text in a copy. */
export function rowText(row: WaiterRow): string {
  const [title, state] = objectLines(row);
  const groups = row.groups
    .slice(0, 3)
    .map((group) => `${countText(group)} ${operationText(group)} ${functionText(group)} ${placeText(group)}`.trimEnd());
  const certainty = row.fact ? t('wait for') : t('probably wait for');
  return t('{groups} {certainty} {title}, {state}. Could release it: {releaser}.', {
    groups: groups.join('; '),
    certainty,
    title,
    state,
    releaser: releaserText(row),
  });
}

/** `1 min`, `2–31 min`, `3 h 04 min`; `<1 min` where no wait is printed. */
export function minutesText(wait: WaitingGroup['waitMinutes']): string {
  if (wait === null) return '<1\u00a0min';
  const one = (value: number): string =>
    value < 600
      ? `${value === 0 ? '<1' : value}\u00a0min`
      : t('{hours}\u00a0h {minutes}\u00a0min', {
          hours: Math.floor(value / 60),
          minutes: String(value % 60).padStart(2, '0'),
        });
  if (wait.min === wait.max || wait.max >= 600) return one(wait.max);
  return `${wait.min}–${wait.max}\u00a0min`;
}
