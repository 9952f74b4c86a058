// What the bench bundles: the decoder, and what questions are answered from.
export { pprofFormat } from '@core/formats/pprof/parse';
export { analyse } from '@core/analysis/analyses';
export { inlinePool } from '@core/formats/pool';
export { openSource } from '@core/formats/open';
export { openFile, gunzip } from '../../../electron/engine/file-source';
