import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { CallTreeParams, Shape } from '@core/api/profile';
import type { FlameParams, ProfileParams } from '@core/api/queries';
import type { FlameState, FlameZoom } from '../../state/flame';
import { captureAt } from '../../state/scope';
import type { ViewState } from '../../state/view';

/** What decides which tree is drawn: everything but zoom, width and search. */
export type TreeParams = Omit<FlameParams, 'zoom' | 'path' | 'width' | 'minPx' | 'search'>;

/** The captures that can be compared with one: the same kind, with the sample type that is shown. In order. */
export function comparable(info: DocumentInfo, capture: number, sampleType: number): readonly CaptureInfo[] {
  const own = captureAt(info, capture);
  const type = own?.sampleTypes[sampleType]?.type;
  if (own === undefined || type === undefined) return [];
  return info.captures.filter(
    (other) =>
      other.index !== capture &&
      other.kind === own.kind &&
      other.sampleTypes.some((candidate) => candidate.type === type),
  );
}

/** Capture A of a difference: the chosen one where it can be, else the last before B, else the first after it; null where there is none. */
export function baseOf(info: DocumentInfo, params: ProfileParams, chosen: number | null): CaptureInfo | null {
  const candidates = comparable(info, params.capture, params.sampleType);
  const wanted = candidates.find(({ index }) => index === chosen);
  return wanted ?? candidates.filter(({ index }) => index < params.capture).at(-1) ?? candidates[0] ?? null;
}

/** The view with other sides of a difference: the sample type keeps its name where B has it in another place. */
export function swapped(
  info: DocumentInfo,
  params: ProfileParams,
  now: ViewState,
  a: number,
  b: number,
): Pick<ViewState, 'capture' | 'sampleType' | 'flame'> {
  const type = captureAt(info, params.capture)?.sampleTypes[params.sampleType]?.type;
  const place = captureAt(info, b)?.sampleTypes.findIndex((other) => other.type === type) ?? -1;
  return { capture: b, sampleType: place < 0 ? null : place, flame: { ...now.flame, base: a } };
}

/** The question behind a mode. `base`: capture A, with which it becomes a difference; `shape` for halves of a sandwich. */
export function treeParams(
  params: ProfileParams,
  state: FlameState,
  base: number | null,
  shape: Shape | null = null,
): TreeParams {
  return {
    ...params,
    by: state.by,
    ...(state.root === null ? {} : { root: state.root }),
    ...(shape === null ? {} : { shape }),
    ...(base === null
      ? {}
      : {
          combine: { add: [], subtract: [base], relative: true, normalize: state.normalize },
          diff: state.width,
        }),
  };
}

/** Equal for trees whose boxes have the same handles: the rest of a question only changes values. */
export function treeKey({ capture, range, runtimeFrames, filter, combine, by, root, shape }: TreeParams): string {
  const { hide = [], show = [], showFrom = [] } = filter;
  return JSON.stringify([
    capture,
    range ?? null,
    runtimeFrames ?? false,
    hide,
    show,
    showFrom,
    combine,
    by,
    root,
    shape,
  ]);
}

/** Where to zoom: by handle in the tree that it is from, else by the names that lead there. */
export function zoomParams(zoom: FlameZoom | null, tree: string): Pick<FlameParams, 'zoom' | 'path'> {
  if (zoom === null) return { zoom: null };
  return zoom.tree === tree ? { zoom: zoom.node } : { zoom: null, path: zoom.path };
}

/** The boxes under one, largest first: those that are drawn, then what its tick stands for. */
export function narrowParams(tree: TreeParams, parent: number, limit: number): CallTreeParams {
  const { diff: _width, ...rest } = tree;
  return { ...rest, parent: `f-${parent}`, sort: 'cum', offset: 0, limit };
}
