import { afterEach } from 'vitest';
import { App } from '../support/electron-app';

/** What a test that failed saw last. Where the window closes after each test, it is closed by now: such files take the picture themselves. */
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') for (const app of App.open) await app.screenshot(`failed ${task.name}`);
});
