import type { ReportInput, ReportManifest } from '@core/api/report';
import { ByteChunks } from '../byte-chunks';
import { Base64 } from './base64';

/** Where the title and the data go. The same words are in electron/setup/report-page.mjs, which makes the page. */
const TITLE = '<!--report:title-->';
const DATA = '<!--report:data-->';

/** What a capture is in the report, and its bytes as they are written. */
export interface ReportPart extends ReportInput {
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * The page with captures in it, as bytes of UTF-8: each part is asked for when the one before it is written, and the manifest comes last,
 * with what the parts turned out to be. Throws an Error for a page that is none of ours.
 */
export async function* writePage(
  page: string,
  about: Omit<ReportManifest, 'inputs'>,
  parts: AsyncIterable<ReportPart>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const title = page.indexOf(TITLE);
  const data = page.indexOf(DATA);
  if (title < 0 || data < title) throw new Error('the page of the report has no place for its data');
  const out = new ByteChunks();
  out.text(page.slice(0, title));
  out.text(escapeHtml(about.title));
  out.text(page.slice(title + TITLE.length, data));
  yield out.take();
  const inputs: ReportInput[] = [];
  for await (const { chunks, ...input } of parts) {
    out.text(`<script type="text/plain" id="data-${inputs.length}">`);
    inputs.push(input);
    const base64 = new Base64(out);
    for await (const chunk of chunks) {
      base64.write(chunk);
      if (out.isFull) yield out.take();
    }
    base64.end();
    out.text('</script>\n');
  }
  const manifest: ReportManifest = { ...about, inputs };
  // Inside a script element only `<` could end the text.
  out.text(
    `<script type="application/json" id="manifest">${JSON.stringify(manifest).replaceAll('<', '\\u003c')}</script>`,
  );
  out.text(page.slice(data + DATA.length));
  yield out.take();
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
