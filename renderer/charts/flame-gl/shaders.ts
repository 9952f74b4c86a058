import { LEVEL_HEIGHT } from '../flame-geometry';
import { LOOKS } from '../flame-rects';

const floats = (values: readonly number[]): string =>
  `float[${values.length}](${values.map((value) => value.toFixed(1)).join(', ')})`;

/**
 * Four corners a rectangle, its words as they stand in `flame-rects.ts`. Edges are rounded to pixels as on the 2D canvas: half up. Levels
 * count from the first in sight, so that a float holds where they are in a drawing of any height.
 */
export const VERTEX = `#version 300 es
precision highp float;
precision highp int;
layout(location = 0) in uvec3 words;
uniform vec2 size;
uniform float dpr;
uniform float origin;
uniform int first;
uniform float direction;
flat out vec4 colour;
flat out vec4 hole;
const float TOP[${LOOKS.length}] = ${floats(LOOKS.map(({ top }) => top))};
const float HEIGHT[${LOOKS.length}] = ${floats(LOOKS.map(({ height }) => height))};
const float EDGE[${LOOKS.length}] = ${floats(LOOKS.map(({ edge }) => edge))};
void main() {
  uint kind = words.y & 7u;
  float y = origin + float(int(words.y >> 3u) - first) * direction * ${LEVEL_HEIGHT.toFixed(1)} + TOP[kind];
  vec2 from = vec2(float(words.x & 0xffffu), floor(y * dpr + 0.5));
  vec2 to = vec2(float(words.x >> 16u), floor((y + HEIGHT[kind]) * dpr + 0.5));
  float edge = EDGE[kind] == 0.0 ? 0.0 : max(1.0, floor(EDGE[kind] * dpr + 0.5));
  hole = edge == 0.0 ? vec4(0.0) : vec4(from.x + edge, size.y - to.y + edge, to.x - edge, size.y - from.y - edge);
  colour = vec4(uvec4(words.z, words.z >> 8u, words.z >> 16u, 255u) & 255u) / 255.0;
  vec2 at = mix(from, to, vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)));
  gl_Position = vec4(at.x / size.x * 2.0 - 1.0, 1.0 - at.y / size.y * 2.0, 0.0, 1.0);
}
`;

/** One colour a rectangle; a frame is empty inside. */
export const FRAGMENT = `#version 300 es
precision highp float;
flat in vec4 colour;
flat in vec4 hole;
out vec4 pixel;
void main() {
  if (all(greaterThan(gl_FragCoord.xy, hole.xy)) && all(lessThan(gl_FragCoord.xy, hole.zw))) discard;
  pixel = colour;
}
`;
