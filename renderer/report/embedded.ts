import type { ReportManifest } from '@core/api/report';
import type { PageFiles } from '../client/browser-bridge';

/** What the report is about. Written by core/export/report together with the page that this runs in, so it is as the type says. */
export function readManifest(): ReportManifest {
  return JSON.parse(textOf('manifest')) as ReportManifest;
}

/** The captures, as files with the names and times they had. */
export async function reportFiles({ title, inputs }: ReportManifest): Promise<PageFiles> {
  const files = inputs.map(async ({ name, modifiedMs, form }, index) => {
    const bytes = form === 'stored' ? base64(textOf(`data-${index}`)) : await embeddedBytes(`data-${index}`);
    const options = modifiedMs === null ? {} : { lastModified: modifiedMs };
    return { file: new File([bytes], name, options), packed: form === 'packed' };
  });
  return { title, files: await Promise.all(files) };
}

/** The gzipped bytes of an element, unpacked. */
export async function embeddedBytes(id: string): Promise<ArrayBuffer> {
  const packed = new Blob([base64(textOf(id))]).stream();
  return new Response(packed.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}

function base64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

function textOf(id: string): string {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the report has no part called ${id}`);
  return element.textContent;
}
