/** One object, indented by two, with a newline at the end. `schema` first. */
export function jsonText(schema: string, fields: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ schema, ...fields }, null, 2)}\n`;
}

/** RFC 3339 with milliseconds, or null. */
export function jsonTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
