import type { Origin } from '@core/api/findings';
import type { FlameAnswer } from '@core/api/queries';

/** A tree of boxes as a test writes it: name, value, children; a name ending in `*` matches the search, in `~` is inlined. */
export type Spec = readonly [name: string, value: number, ...children: Spec[]];

/** Lays a tree out as the engine does: level by level, heaviest first, children narrower than `minPx` in one tick. */
export function flameAnswer(root: Spec, width: number, minPx = 1): FlameAnswer {
  const [, total] = root;
  const names: { function: string; file: string; line: number; origin: Origin; package: string }[] = [];
  const rows: {
    spec: Spec;
    parent: number;
    level: number;
    x: number;
    w: number;
    flags: number;
    merged: number;
    cum: number;
  }[] = [];
  const scale = width / total;
  const flagsOf = ([name]: Spec): number => (name.endsWith('~') ? 1 : 0) | (name.endsWith('*') ? 2 : 0);
  rows.push({ spec: root, parent: -1, level: 0, x: 0, w: width, flags: 0, merged: 1, cum: total });
  let narrow = 0;
  for (let at = 0; at < rows.length; at++) {
    const box = rows[at]!;
    if ((box.flags & 4) !== 0) continue;
    const children = (box.spec.slice(2) as Spec[]).toSorted((a, b) => b[1] - a[1]);
    let { x } = box;
    let rest: Spec | null = null;
    let restValue = 0;
    let merged = 0;
    for (const child of children) {
      const w = child[1] * scale;
      if (w < minPx) {
        rest ??= child;
        restValue += child[1];
        merged++;
        continue;
      }
      rows.push({
        spec: child,
        parent: at,
        level: box.level + 1,
        x,
        w,
        flags: flagsOf(child),
        merged: 1,
        cum: child[1],
      });
      x += w;
    }
    if (rest !== null) {
      narrow += merged;
      rows.push({
        spec: rest,
        parent: at,
        level: box.level + 1,
        x,
        w: restValue * scale,
        flags: 4,
        merged,
        cum: restValue,
      });
    }
  }
  const nameRow = (spec: Spec): number => {
    const clean = spec[0].replace(/[*~]$/, '');
    const known = names.findIndex((name) => name.function === clean);
    if (known >= 0) return known;
    const dot = clean.indexOf('.');
    const pkg = dot < 0 ? '' : clean.slice(0, dot);
    const origin: Origin =
      pkg === 'runtime' || pkg === ''
        ? 'runtime'
        : pkg === 'net'
          ? 'std'
          : pkg.startsWith('dep')
            ? 'dependency'
            : 'own';
    return names.push({ function: clean, file: `${pkg}.go`, line: 0, origin, package: pkg }) - 1;
  };
  return {
    sampleType: { type: 'cpu', unit: 'nanoseconds' },
    total,
    zoomed: total,
    crumbs: [{ node: 'f-0', name: 'root' }],
    depth: Math.max(...rows.map((row) => row.level)) + 1,
    count: rows.length,
    x: Float32Array.from(rows, (row) => row.x),
    w: Float32Array.from(rows, (row) => row.w),
    level: Uint16Array.from(rows, (row) => row.level),
    name: Uint32Array.from(rows, (row) => nameRow(row.spec)),
    cum: Float64Array.from(rows, (row) => row.cum),
    flat: Float64Array.from(
      rows,
      (row) => row.cum - (row.spec.slice(2) as Spec[]).reduce((sum, child) => sum + child[1], 0),
    ),
    flags: Uint8Array.from(rows, (row) => row.flags),
    merged: Uint32Array.from(rows, (row) => row.merged),
    node: Uint32Array.from(rows, (_, i) => i * 10),
    parent: Int32Array.from(rows, (row) => row.parent),
    names,
    sides: null,
    narrow,
    matches: null,
    tookMs: 1,
  };
}
