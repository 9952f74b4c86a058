import type { SettingId } from './setting-list';

/** What every section is given: which of its settings the search leaves. */
export interface SectionProps {
  readonly shown: ReadonlySet<SettingId>;
}
