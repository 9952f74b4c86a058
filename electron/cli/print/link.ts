/**
 * Opens a finding in the app: the document that has it, where one is open, else the files. `files` are absolute paths; what came through a
 * pipe has none.
 */
export function findingLink(id: string, files: readonly string[]): string {
  const query = files.map((file) => `file=${encodeURIComponent(file)}`).join('&');
  return `parkscope://finding/${encodeURIComponent(id)}${query === '' ? '' : `?${query}`}`;
}
