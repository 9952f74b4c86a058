// What the bench runs of the product.
export { startSampler } from '../../../electron/sidecar/supervisor';
export { watchProcess } from '../../../electron/sidecar/watch';
