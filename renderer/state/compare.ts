export const COMPARE_TABS = ['functions', 'groups', 'trend'] as const;
export type CompareTab = (typeof COMPARE_TABS)[number];

/** What the Compare view shows beside A (`flame.base`), B (`capture`) and normalising, which it shares with the flame graph. */
export interface CompareState {
  readonly tab: CompareTab;
  readonly measure: 'flat' | 'cum';
  /** Order of each tab's table, by tab. */
  readonly sorts: Readonly<Record<CompareTab, { readonly id: string; readonly descending: boolean }>>;
}

export const INITIAL_COMPARE: CompareState = {
  tab: 'functions',
  measure: 'cum',
  sorts: {
    functions: { id: 'change', descending: true },
    groups: { id: 'change', descending: true },
    trend: { id: 'change', descending: true },
  },
};
