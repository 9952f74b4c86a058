import type { StateTexture } from '../ui/state-glyph';

const TILE_PX = 6;
const MOST_TILES = 64;
const tiles = new Map<string, CanvasPattern>();

/** What of a 2D context filling needs. */
export type TextureContext = Pick<CanvasRenderingContext2D, 'globalAlpha' | 'fillStyle' | 'createPattern'> & {
  fill(): void;
};

/** Fills the path that is set with a hue and the texture of its kind, as the glyphs beside the words have it; areas are light. */
export function fillTextured(ctx: TextureContext, colour: string, texture: StateTexture, dpr: number): void {
  ctx.globalAlpha = texture === 'empty' ? 0.16 : texture === 'solid' ? 0.46 : 0.3;
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.globalAlpha = 1;
  if (texture === 'solid' || texture === 'empty') return;
  const pattern = tileOf(ctx, colour, texture, dpr);
  if (pattern === null) return;
  ctx.fillStyle = pattern;
  ctx.fill();
}

function tileOf(ctx: TextureContext, colour: string, texture: StateTexture, dpr: number): CanvasPattern | null {
  const key = `${colour} ${texture} ${dpr}`;
  const known = tiles.get(key);
  if (known !== undefined) return known;
  const tile = document.createElement('canvas');
  tile.width = tile.height = TILE_PX * dpr;
  const small = tile.getContext('2d');
  if (small === null) return null;
  small.scale(dpr, dpr);
  small.strokeStyle = small.fillStyle = colour;
  small.globalAlpha = 0.55;
  small.lineWidth = 1.2;
  small.beginPath();
  if (texture === 'dots') small.arc(3, 3, 1.2, 0, 7);
  if (texture === 'lines') for (const y of [1.5, 4.5]) small.rect(0, y, 6, 0.6);
  if (texture === 'cross') {
    small.moveTo(0, 0);
    small.lineTo(6, 6);
  }
  if (texture === 'diagonal' || texture === 'cross') {
    for (const at of [-6, 0, 6]) {
      small.moveTo(at - 1, 7);
      small.lineTo(at + 7, -1);
    }
    small.stroke();
  } else small.fill();
  const made = ctx.createPattern(tile, 'repeat');
  if (made === null) return null;
  // The tile is as fine as the screen; the path is in CSS px.
  made.setTransform(new DOMMatrix().scale(1 / dpr));
  if (tiles.size > MOST_TILES) tiles.clear();
  tiles.set(key, made);
  return made;
}
