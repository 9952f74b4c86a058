// What the measured process runs: bundled as the hosts are.
export { openSource } from '@core/formats/open';
export { openFile } from '../../../electron/engine/file-source';
export { threadPool } from '../../../electron/engine/pool';
