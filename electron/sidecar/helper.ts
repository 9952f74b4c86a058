import { existsSync } from 'node:fs';
import { err, type Result } from '@core/base/result';
import { sidecarError, type SidecarError } from './errors';
import { startSampler, type Sampler } from './supervisor';

/** Where assets/polkit/README.md puts the sampler for pkexec: a file that only root can change. */
const HELPER_PATH = '/usr/local/lib/parkscope/parkscope-sampler';

/** The user has to find the password first. */
const PASSWORD_MS = 300_000;

const INSTALL = `sudo install -D -o root -m 755 '%' ${HELPER_PATH}`;

/**
 * Starts a sampler with rights, after an administrator's password: it looks at processes of this user that the system keeps from them, and
 * at nothing else (native/internal/elevated). `sampler` is the one without rights, which the advice names. `pkexec`, `helper`: for tests.
 */
export async function startHelper(
  sampler: string,
  { pkexec = 'pkexec', helper = HELPER_PATH }: { readonly pkexec?: string; readonly helper?: string } = {},
): Promise<Result<Sampler, SidecarError>> {
  const install = INSTALL.replace('%', () => sampler.replaceAll("'", `'\\''`));
  if (!existsSync(helper))
    return err(sidecarError('missing', `the helper is not installed: there is no ${helper}`, { hint: install }));
  const started = await startSampler(pkexec, { args: [helper, '--helper'], helloWithinMs: PASSWORD_MS });
  if (started.ok) return started;
  const { code, message, detail } = started.error;
  if (code === 'missing') {
    const hint = 'Install polkit, or start the program with `parkscope run`, which needs no right.';
    return err(sidecarError('missing', 'pkexec is not installed', { hint, detail }));
  }
  // 126: the dialog was closed, or may not be shown; 127: nobody there to ask (pkexec(1)).
  if (/failed with code 12[67]$/.test(message)) {
    const hint = 'Enter an administrator’s password, or start the program with `parkscope run`, which needs no right.';
    return err(sidecarError('no-permission', 'pkexec did not start the helper', { hint, detail }));
  }
  return started;
}
