import { sketch } from '../advice';
import { pattern } from '../pattern';

export const pipeAbandoned = pattern({
  id: 'pipe-abandoned',
  numbers: [17],
  reports: 'Readers or writers of an io.Pipe whose other end was left without Close.',
  traps: 'A body that is being streamed: the other end is at work.',
  operations: ['select'],
  frames: [/^io\.\(\*(?:pipe|PipeReader|PipeWriter)\)\.(?:read|write|Read|Write)$/],
  prior: 1,
  isIdle: false,
  cause: 'the other end of the pipe was left open',
  advice: {
    steps: [
      'Close both ends on every path: defer pw.CloseWithError(err) in the writer, defer pr.Close() in the reader.',
    ],
    fix: sketch(
      'Close the writing end with its error.',
      ' go func() {',
      '+\tvar err error',
      '+\tdefer func() { pw.CloseWithError(err) }()',
      ' \terr = encode(pw)',
      ' }()',
    ),
  },
});
