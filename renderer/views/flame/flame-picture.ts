import { useMemo } from 'react';
import type { FlamePart, FlamePictureParams, FlameWords } from '@core/api/picture';
import type { FlameAnswer } from '@core/api/queries';
import { nameColours, type BoxTheme, type Colouring } from '@core/base/box-colours';
import { BoxLabels } from '@core/base/box-label';
import { boxLegend, changeLegend } from '@core/base/box-legend';
import { PICTURE_MARGIN } from '@core/base/picture/head';
import type { Mark } from '@core/base/picture/mark';
import { useWorkspace } from '../../client/use-workspace';
import type { Workspace } from '../../client/workspace';
import { flameTheme } from '../../charts/flame-colours';
import { contentHeight, flameLevels } from '../../charts/flame-geometry';
import { canvasSurface, labelFont, paintFlame } from '../../charts/flame-painter';
import { paintPlan } from '../../charts/flame-plan';
import { sceneKeeper } from '../../charts/flame-scene';
import { paintMarks } from '../../charts/picture/paint';
import { headOf, paintedFile, pictureOf } from '../../charts/picture/picture-file';
import { useShownPicture, type ShownPicture } from '../../charts/picture/shown';
import { t } from '../../i18n/t';
import { themeToken } from '../../ui/theme';
import { drawnText, rootText } from './flame-text';

/** px, as from the command line. */
const WIDTH = 1600;
/** px that a half's title takes, and that lie between halves. */
const CAPTION = 24;
const BETWEEN = 8;

/** A flame graph to be saved: all of it, not what is in sight. */
export interface FlamePictureOf {
  readonly doc: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** One, or the halves of a sandwich from above. */
  readonly flames: readonly FlamePart[];
  readonly colouring: Colouring;
  readonly packages: readonly string[];
}

/** Offers it as a picture for as long as it is shown. Compared by content. */
export function useFlamePicture(of: FlamePictureOf | null): ShownPicture | null {
  const workspace = useWorkspace();
  const content = of === null ? null : JSON.stringify(of);
  const picture = useMemo<ShownPicture | null>(() => {
    if (content === null) return null;
    const asked = JSON.parse(content) as FlamePictureOf;
    return {
      title: asked.title,
      draw: (to) => (to === 'svg' ? Promise.resolve(drawnByEngine(asked)) : painted(workspace, asked)),
    };
  }, [content, workspace]);
  useShownPicture(picture);
  return picture;
}

function drawnByEngine({ title, lines, flames, colouring, packages }: FlamePictureOf): Omit<FlamePictureParams, 'doc'> {
  const theme = flameTheme(themeToken);
  return { to: 'svg', flames, width: WIDTH, title, lines, theme, colouring, packages, words: pictureWords() };
}

/** What the engine says in a picture, in the language of the window; it puts the numbers in. */
function pictureWords(): FlameWords {
  const [total, drawn, narrow, px, count] = ['{total}', '{drawn}', '{narrow}', '{px}', '{count}'];
  const [value, share, flat, base, now] = ['{value}', '{share}', '{flat}', '{base}', '{now}'];
  return {
    all: t('all {total}', { total }),
    whole: t('{drawn} boxes', { drawn }),
    drawn: t('{drawn} boxes drawn, {narrow} narrower than {px} px shown as ticks', { drawn, narrow, px }),
    tick: t('{count} narrower boxes', { count }),
    box: t('{value}, {share} of all, {flat} in itself', { value, share, flat }),
    change: t('was {base}, now {now}', { base, now }),
    inlined: t('inlined'),
    own: t('own code'),
    dependency: t('dependencies'),
    std: t('standard library'),
    runtime: t('runtime'),
    more: t('{count} more packages', { count }),
    less: t('less in B'),
    grown: t('more'),
  };
}

/** The same as pixels, painted as in the window. Throws when the engine does not answer. */
async function painted(workspace: Workspace, of: FlamePictureOf): Promise<Uint8Array> {
  const theme = flameTheme(themeToken);
  const width = WIDTH - 2 * PICTURE_MARGIN;
  const answers: FlameAnswer[] = [];
  for (const { question } of of.flames) {
    // Half a px is a pixel of the file.
    const answer = await workspace.client.call('flame', { ...question, doc: of.doc, width, minPx: 0.5 });
    if (!answer.ok) throw new Error(answer.error.message);
    answers.push(answer.value);
  }
  const names = answers.flatMap((answer) => answer.names);
  const words = pictureWords();
  const isDiff = answers.some(({ sides }) => sides !== null);
  const legend = isDiff ? changeLegend(theme, words) : boxLegend(names, { ...of, theme }, words);
  const lines = [...of.lines, ...answers.slice(0, 1).map(drawnText)];
  const head = headOf({ title: of.title, lines, legend }, WIDTH);
  const plans = answers.map((answer, i) => planOf(answer, of, theme, of.flames[i]?.caption ?? ''));
  const height = plans.reduce((sum, plan) => sum + plan.height + BETWEEN, head.height) + PICTURE_MARGIN;
  const picture = pictureOf(WIDTH, height, of.title);
  return paintedFile(picture, async (ctx, scale) => {
    let top = head.height;
    const marks: Mark[] = [...head.marks];
    plans.forEach((plan, i) => {
      const caption = of.flames[i]?.caption ?? '';
      if (caption !== '') {
        const at = { x: PICTURE_MARGIN, y: top + 15, fill: theme.ink2, size: 12, weight: 600 };
        marks.push({ kind: 'text', text: caption, ...at });
      }
      const boxes = boxesOf(plan, of.flames[i]?.grows ?? 'up', width, theme, scale);
      ctx.drawImage(boxes, PICTURE_MARGIN, top + plan.height - plan.boxes, width, plan.boxes);
      top += plan.height + BETWEEN;
    });
    await paintMarks(ctx, marks, picture.family);
  });
}

interface Planned {
  readonly plan: ReturnType<typeof paintPlan>;
  /** px in all, and of the boxes alone. */
  readonly height: number;
  readonly boxes: number;
}

function planOf(answer: FlameAnswer, of: FlamePictureOf, theme: BoxTheme, caption: string): Planned {
  const levels = flameLevels(answer);
  const boxes = contentHeight(levels);
  const plan = paintPlan(levels, nameColours(answer, of.packages, theme, of.colouring), theme);
  return { plan, boxes, height: boxes + (caption === '' ? 0 : CAPTION) };
}

function boxesOf(
  { plan, boxes }: Planned,
  grows: FlamePart['grows'],
  width: number,
  theme: BoxTheme,
  scale: number,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(boxes * scale);
  const ctx = canvas.getContext('2d');
  if (ctx === null) throw new Error('there is no canvas to draw the picture on');
  const font = themeToken('--ui');
  const labels = new BoxLabels((text, strong) => {
    ctx.font = labelFont(font, strong);
    return ctx.measureText(text).width;
  });
  const { answer } = plan.levels;
  const all = {
    mode: grows === 'up' ? ('flame' as const) : ('icicle' as const),
    ...{ width, height: boxes, scrollTop: 0, dpr: scale, labels, theme, font },
    ...{ rootLabel: rootText(answer), selected: -1, marked: -1, focused: -1 },
  };
  paintFlame(ctx, canvasSurface(), sceneKeeper()(plan, all), all);
  return canvas;
}
