import { themeToken } from '../ui/theme';

/** Families of the window in single quotes: ECharts writes them into an attribute of an SVG as they are. */
export function chartFont(): string {
  return themeToken('--ui').replaceAll('"', "'");
}
