/** Changes the page to its light theme for as long as a picture is taken. Charts draw themselves anew, so it waits for two frames. */
export async function inLight<T>(take: () => Promise<T>): Promise<T> {
  const { dataset } = document.documentElement;
  const before = dataset['theme'];
  if (before === undefined || before === 'light') return take();
  dataset['theme'] = 'light';
  await frames(2);
  try {
    return await take();
  } finally {
    dataset['theme'] = before;
  }
}

/** True where the page is light already. */
export function isLight(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined || theme === 'light';
}

async function frames(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}
