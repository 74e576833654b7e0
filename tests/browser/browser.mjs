// Debian's Chromium by playwright-core, and several tabs that work through a list of pages.

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { chromium } from 'playwright-core';

/** The first that there is of the programs that are Chromium. */
export function executable() {
  const known = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return known.find((path) => path && existsSync(path));
}

/** A browser with a profile of its own, which is gone when it closes. */
export async function launch(args = []) {
  return chromium.launch({
    executablePath: executable(),
    headless: true,
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update', ...args],
  });
}

/** Does `visit(page, path)` for every path, each in one of several tabs with the same settings. */
export async function inTabs(browser, settings, paths, visit) {
  const waiting = [...paths];
  const tab = async () => {
    const context = await browser.newContext(settings);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) await visit(page, path);
    await context.close();
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism() + 1) }, tab));
}
