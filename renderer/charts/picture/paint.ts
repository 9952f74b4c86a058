import type { Mark } from '@core/base/picture/mark';
import { svgDrawing } from '@core/base/picture/svg';

/** Paints marks on a canvas, in order. `family` is that of texts that have none. */
export async function paintMarks(ctx: CanvasRenderingContext2D, marks: readonly Mark[], family: string): Promise<void> {
  for (const mark of marks) {
    ctx.save();
    await paint(ctx, mark, family);
    ctx.restore();
  }
}

async function paint(ctx: CanvasRenderingContext2D, mark: Mark, family: string): Promise<void> {
  switch (mark.kind) {
    case 'box':
      ctx.globalAlpha = mark.opacity ?? 1;
      ctx.fillStyle = mark.fill;
      ctx.beginPath();
      ctx.roundRect(mark.x, mark.y, mark.width, mark.height, Math.min(mark.round ?? 0, mark.height / 2));
      ctx.fill();
      return;
    case 'text':
      ctx.globalAlpha = mark.opacity ?? 1;
      ctx.fillStyle = mark.fill;
      ctx.font = `${mark.weight} ${mark.size}px ${mark.family ?? family}`;
      ctx.fillText(mark.text, mark.x, mark.y);
      return;
    case 'image':
      ctx.drawImage(await imageOf(mark.href), mark.x, mark.y, mark.width, mark.height);
      return;
    case 'drawing': {
      const { x, y, width, height } = mark;
      // As large as it is painted, so that its edges are sharp.
      const scale = ctx.getTransform().a;
      const viewBox = mark.viewBox === '' ? `0 0 ${width} ${height}` : mark.viewBox;
      const large = svgDrawing({ ...mark, viewBox, width: width * scale, height: height * scale });
      ctx.drawImage(
        await imageOf(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(large)}`),
        x,
        y,
        width,
        height,
      );
    }
  }
}

async function imageOf(href: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = href;
  await image.decode();
  return image;
}
