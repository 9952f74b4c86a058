import { sketch } from '../advice';
import { pattern } from '../pattern';

export const execStuck = pattern({
  id: 'exec-stuck',
  numbers: [49],
  reports: 'Commands that were started and not waited for, or whose output a grandchild holds open.',
  traps: 'A child that runs: whoever started it waits.',
  operations: ['io wait', 'select', 'syscall', 'chan receive'],
  frames: [/^os\/exec\.\(\*Cmd\)\.|^os\.\(\*Process\)\.(?:pidfdWait|blockUntilWaitable|wait|Wait)$/],
  prior: 0,
  cause: 'nobody waits for the command, or its output stays open',
  creatorsTell: true,
  advice: {
    steps: [
      'Always call Wait after Start; set cmd.WaitDelay so that a grandchild that holds the pipe cannot hold you.',
    ],
    fix: sketch(
      'Bound the wait.',
      ' cmd := exec.CommandContext(ctx, name)',
      '+cmd.WaitDelay = 5 * time.Second',
      ' if err := cmd.Start(); err != nil {',
      ' \treturn err',
      ' }',
      '+defer cmd.Wait()',
    ),
  },
});
