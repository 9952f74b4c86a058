import { sketch } from '../advice';
import { pattern } from '../pattern';

export const grpcStream = pattern({
  id: 'grpc-stream',
  numbers: [45],
  reports: 'gRPC client streams that were neither read to the end nor cancelled.',
  traps: 'Streams that live: somebody reads them.',
  operations: ['select'],
  frames: [
    /^google\.golang\.org\/grpc(?:\.newClientStream(?:WithParams)?\.func\d+|\/internal\/transport\.\(\*recvBufferReader\)\.readClient$)/,
  ],
  prior: 0,
  overridesAllowList: true,
  cause: 'nobody ends the stream',
  creatorsTell: true,
  advice: {
    steps: ['Cancel the context of the stream on every path, or call Recv until it returns an error.'],
    fix: sketch(
      'Cancel the stream.',
      '+ctx, cancel := context.WithCancel(ctx)',
      '+defer cancel()',
      ' stream, err := client.Watch(ctx, req)',
    ),
  },
});
