import type { ExportAnswer } from '@core/api/export';
import { PICTURE_FORMATS, type FlamePictureParams, type PictureParams } from '@core/api/picture';
import type { BoxTheme } from '@core/base/box-colours';
import { PICTURE_MARGIN } from '@core/base/picture/head';
import type { ByteSink } from '@core/base/sink';
import { Tally, type Writing } from '@core/export/job';
import { flameSvg, packagesOf, type DrawnFlame } from '@core/export/picture/flame-svg';
import { ENGLISH } from '@core/export/picture/flame-words';
import { LIGHT } from '@core/export/picture/light';
import type { OpenDocument } from './document';
import { badParams } from './failure';
import { checkNumber, checkOneOf, checkText } from './params';
import type { Run } from './questions/question';
import { QUESTIONS } from './questions/registry';
import { writeInto, type ExportOptions } from './written';

/** Boxes narrower than this are ticks, px: a tenth is what a printer, or a zoom in a browser, still shows. */
const MIN_PX = 0.1;
/** Bytes of a picture that was drawn elsewhere. */
const LARGEST = 128 << 20;

/** Writes a picture: a flame graph that is drawn here, or one that was drawn by who asks. */
export function exportPicture(
  doc: OpenDocument,
  params: PictureParams,
  sink: ByteSink,
  run: Run,
  options: ExportOptions,
): Promise<ExportAnswer> {
  return writeInto(sink, options, () => {
    checkOneOf('to', params.to, PICTURE_FORMATS);
    return 'bytes' in params ? written(params.bytes) : drawn(doc, params, run);
  });
}

function written(bytes: unknown): Writing {
  if (!(bytes instanceof Uint8Array) || bytes.length === 0 || bytes.length > LARGEST)
    throw badParams('bytes', 'bytes is not the file of a picture');
  const tally = new Tally('pictures');
  tally.what = 'Writing the picture';
  return { chunks: pieces(bytes, tally), tally };
}

async function* pieces(bytes: Uint8Array, tally: Tally): AsyncGenerator<Uint8Array, void, undefined> {
  const PIECE = 1 << 20;
  for (let at = 0; at < bytes.length; at += PIECE) {
    const piece = bytes.subarray(at, at + PIECE);
    tally.done = (at + piece.length) / bytes.length;
    yield await Promise.resolve(piece);
  }
  tally.entries = 1;
}

function drawn(doc: OpenDocument, params: FlamePictureParams, run: Run): Writing {
  const width = checkNumber('width', params.width, 1200, 16_384);
  const theme = params.theme === null ? LIGHT : checkTheme(params.theme);
  const words = params.words ?? ENGLISH;
  for (const [name, text] of Object.entries(words)) checkText(`words.${name}`, text);
  const [title, lines] = [checkText('title', params.title), params.lines.map((line) => checkText('lines', line))];
  const packages = params.packages.map((name) => checkText('packages', name));
  const colouring = checkOneOf('colouring', params.colouring, ['package', 'module']);
  if (params.flames.length === 0 || params.flames.length > 2)
    throw badParams('flames', `flames has ${params.flames.length} parts; a picture has one or two`);
  const tally = new Tally('pictures');
  tally.what = 'Drawing the flame graph';
  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    const flames: DrawnFlame[] = [];
    for (const { question, grows, caption } of params.flames) {
      const asked = { ...question, doc: params.doc, width: width - 2 * PICTURE_MARGIN, minPx: MIN_PX };
      const answer = await QUESTIONS.flame(doc, asked, run);
      flames.push({
        ...{ answer, caption: checkText('caption', caption) },
        grows: checkOneOf('grows', grows, ['up', 'down']),
      });
    }
    const encoder = new TextEncoder();
    const boxes = flames.reduce((sum, { answer }) => sum + answer.count, 0);
    let done = 0;
    const own = packagesOf(packages, flames);
    const svg = { flames, width, minPx: MIN_PX, title, lines, theme, colouring, packages: own, words };
    for (const piece of flameSvg(svg)) {
      tally.done = Math.min(1, (done += 500) / Math.max(1, boxes));
      yield encoder.encode(piece);
    }
    tally.entries = 1;
    tally.note(
      'boxes are narrower than a tenth of a pixel and drawn as ticks, which say how many they are',
      flames.reduce((sum, { answer }) => sum + answer.narrow, 0),
    );
  }
  return { chunks: chunks(), tally };
}

/** Colours stand in the file as they are, so they must be nothing else. */
function checkTheme(theme: BoxTheme): BoxTheme {
  const colours = [...Object.values(theme).flat(), ...theme.own, ...theme.diff];
  const wrong = colours.find((colour: unknown) => typeof colour !== 'string' || !/^#[0-9a-f]{3,8}$/i.test(colour));
  if (wrong !== undefined || theme.own.length < 6 || theme.diff.length !== 7)
    throw badParams('theme', `theme has ${JSON.stringify(wrong)} for a colour`);
  return theme;
}
