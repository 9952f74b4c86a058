/** What an argument names when no file of that name exists: `4711`, `http://host:6060/debug/pprof/`, `localhost:6060`. */
export type TargetKind = 'process' | 'url' | 'file';

export function targetKind(text: string): TargetKind {
  if (/^\d+$/.test(text)) return 'process';
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text) || /^[\w.-]+:\d+(\/|$)/.test(text)) return 'url';
  return 'file';
}
