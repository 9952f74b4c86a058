import { nameColours, ownPackages, type BoxTheme } from '@core/base/box-colours';
import type { FlameAnswer } from '@core/api/queries';
import { flameLevels } from '../../../renderer/charts/flame-geometry';
import { paintPlan, type PaintPlan } from '../../../renderer/charts/flame-plan';

/** The colours of the light theme. */
export const THEME: BoxTheme = {
  own: ['#b9eaff', '#93c69d', '#c3abe1', '#b1cdff', '#ede3a5', '#f5b7d3'],
  dependency: '#dcd8cc',
  std: '#d6dde2',
  runtime: '#eceae5',
  root: '#e9e7e1',
  canvas: '#ffffff',
  ink: '#1c1b19',
  ink2: '#55524b',
  ink3: '#6a665d',
  match: '#ffd979',
  matchInk: '#1c1b19',
  accent: '#0a647d',
  diff: ['#1f6cb0', '#5897d2', '#99c3e9', '#e7e6e3', '#f0bc89', '#e88f44', '#d56c20'],
};

export function planOf(answer: FlameAnswer): PaintPlan {
  return paintPlan(flameLevels(answer), nameColours(answer, ownPackages(answer), THEME), THEME);
}
