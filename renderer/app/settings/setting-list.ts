import { msg, t } from '../../i18n/t';

export const SECTIONS = [
  ['general', msg('General')],
  ['appearance', msg('Appearance')],
  ['keys', msg('Keys')],
  ['sources', msg('Sources')],
  ['rules', msg('Rules')],
  ['sampler', msg('Sampler')],
  ['privacy', msg('Privacy')],
] as const;
export type Section = (typeof SECTIONS)[number][0];

interface Words {
  readonly section: Section;
  /** Both are messages of i18n; the search looks into them. */
  readonly title: string;
  readonly help: string;
}

const TABLE = {
  rail: {
    section: 'general',
    title: msg('List of views'),
    help: msg('A window below 1,100 px shows pictures anyhow.'),
  },
  arrangement: {
    section: 'general',
    title: msg('Sizes of panes'),
    help: msg('Where dividers were dragged to and which panes are open, in every view.'),
  },
  filters: {
    section: 'general',
    title: msg('Saved filters'),
    help: msg('They are listed at the end of the filter bar.'),
  },
  language: { section: 'appearance', title: msg('Language'), help: msg('In force at once.') },
  theme: {
    section: 'appearance',
    title: msg('Theme'),
    help: msg('High contrast has a black ground and bright edges.'),
  },
  drawing: {
    section: 'appearance',
    title: msg('Flame graphs are drawn by'),
    help: msg(
      'WebGL2 is the graphics card’s way. Both draw the same picture; choose the canvas where the card draws it wrong.',
    ),
  },
  letters: {
    section: 'keys',
    title: msg('Single letters are keys'),
    help: msg('Off leaves keys with Ctrl, Alt and the function keys.'),
  },
  folders: {
    section: 'sources',
    title: msg('Folders of source files'),
    help: msg(
      'Looked into before the paths of the profile, the Go toolchain, the module cache and the working folder. They hold until the window is closed.',
    ),
  },
  places: {
    section: 'rules',
    title: msg('Rules of your own'),
    help: msg('Files *.rule.yaml in these folders; the nearest one wins.'),
  },
  builtIn: {
    section: 'rules',
    title: msg('Built-in rules'),
    help: msg('The view Rules says what each one reports and what it takes for healthy.'),
  },
  counters: {
    section: 'sampler',
    title: msg('Counters are read'),
    help: msg('Of a process that is attached to: CPU, memory, files.'),
  },
  goroutines: {
    section: 'sampler',
    title: msg('Goroutines are read'),
    help: msg(
      'The program is not stopped; Parkscope looks less often by itself where that would take too much of a core.',
    ),
  },
  record: {
    section: 'sampler',
    title: msg('Record to disk from the start'),
    help: msg('Asks where to when a watch begins.'),
  },
  moments: { section: 'sampler', title: msg('Moments of a URL'), help: msg('Three can tell a trend.') },
  every: { section: 'sampler', title: msg('Time between moments of a URL'), help: '' },
  stacks: {
    section: 'sampler',
    title: msg('Goroutines of a URL'),
    help: msg('All stacks tell more and cost the program more.'),
  },
  collect: {
    section: 'sampler',
    title: msg('Collect garbage before each moment of a URL'),
    help: msg('The heap then holds only what is in use.'),
  },
  recent: {
    section: 'privacy',
    title: msg('Recent files'),
    help: msg('Names and places of files that were opened; their contents are not kept.'),
  },
  anonymise: {
    section: 'privacy',
    title: msg('Exports have other names for own code'),
    help: msg('The first choice of the Export dialog; it can be chosen otherwise there.'),
  },
} as const satisfies Readonly<Record<string, Words>>;

export type SettingId = keyof typeof TABLE;
export const SETTING_WORDS: Readonly<Record<SettingId, Words>> = TABLE;

/** Settings whose words have the text. */
export function settingsWith(text: string): ReadonlySet<SettingId> {
  const wanted = text.trim().toLowerCase();
  const ids = Object.keys(TABLE) as SettingId[];
  return new Set(
    ids.filter((id) => {
      const { title, help } = SETTING_WORDS[id];
      return `${t(title)} ${t(help)}`.toLowerCase().includes(wanted);
    }),
  );
}
