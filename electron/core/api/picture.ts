import type { BoxTheme, Colouring } from '@core/base/box-colours';
import type { LegendWords } from '@core/base/box-legend';
import type { FlameParams } from './queries';

/** Formats of pictures. */
export const PICTURE_FORMATS = ['svg', 'png'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** A picture that the asker has drawn: the engine only writes it. */
export interface DrawnPictureParams {
  readonly doc: string;
  readonly to: PictureFormat;
  /** The whole file. */
  readonly bytes: Uint8Array;
}

/** A flame graph that the engine draws: all of it under a filter and a zoom, with title, numbers and legend. */
export interface FlamePictureParams {
  readonly doc: string;
  readonly to: 'svg';
  /** One, or the two halves of a sandwich, from above. */
  readonly flames: readonly FlamePart[];
  /** Of the picture, px; 1200 to 16,384. */
  readonly width: number;
  readonly title: string;
  /** Below the title, before what the engine says of the boxes. */
  readonly lines: readonly string[];
  /** Null = the light one. */
  readonly theme: BoxTheme | null;
  readonly colouring: Colouring;
  /** Own packages in the order of their colours; the engine adds what is missing by weight. */
  readonly packages: readonly string[];
  /** Null = in English. */
  readonly words: FlameWords | null;
}

export interface FlamePart {
  /** Which boxes; the engine says how wide they are. */
  readonly question: Omit<FlameParams, 'doc' | 'width' | 'minPx'>;
  /** Roots at the bottom, or at the top. */
  readonly grows: 'up' | 'down';
  /** Above it; `` says nothing. */
  readonly caption: string;
}

/** Sentences of a picture, with `{…}` where numbers go. */
export interface FlameWords extends LegendWords {
  /** `all {total}`: the box that stands for everything. */
  readonly all: string;
  /** `{drawn} boxes`, where there is no narrower one. */
  readonly whole: string;
  /** `{drawn} boxes drawn, {narrow} narrower than {px} px shown as ticks`. */
  readonly drawn: string;
  /** `{count} narrower boxes`: what a tick stands for. */
  readonly tick: string;
  /** `{value}, {share} of all, {flat} in itself`. */
  readonly box: string;
  /** `was {base}, now {now}`. */
  readonly change: string;
  readonly inlined: string;
}

export type PictureParams = DrawnPictureParams | FlamePictureParams;
