// `wavemark watch` in a real browser, as an author has it open while writing.
//
//   node preview.mjs PROGRAM PROJECT     PROJECT as `wavemark init` makes it; its files are changed
//
// Ends with 1 and says what did not hold.

import { spawn } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { launch } from './browser.mjs';

const [program, project] = process.argv.slice(2);
if (!project) {
  console.log('node preview.mjs PROGRAM PROJECT');
  process.exit(2);
}

/** How long anything may take before it counts as not happening: far longer than it does. */
const PATIENCE = 60_000;

/** Starts the preview at a port, and waits until it says where it is. */
async function start(port) {
  const config = join(project, 'site-config.toml');
  const watch = spawn(program, ['watch', '--config', config, '--port', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const told = [];
  watch.stderr.on('data', (text) => told.push(String(text)));
  const origin = await new Promise((found, failed) => {
    createInterface({ input: watch.stdout }).on('line', (line) => {
      told.push(line);
      const address = line.match(/http:\/\/127\.0\.0\.1:\d+\S*/);
      if (address) found(address[0]);
    });
    watch.on('exit', () => failed(new Error(`the preview ended: ${told.join('\n')}`)));
  });
  const end = () => new Promise((done) => (watch.on('exit', done), watch.kill('SIGINT')));
  return { origin, end };
}

const text = join(project, 'commentary/2026-q3/overview.md');
const written = readFileSync(text, 'utf8');
/** Saves as editors do: beside the file, then in its place. */
const save = (content) => {
  writeFileSync(`${text}.new`, content);
  renameSync(`${text}.new`, text);
};
const paragraph = (words) => `${written}\n\n${words}\n`;
const has = (page, words) => page.getByText(words).first().waitFor({ timeout: PATIENCE });

let preview = await start(0);
const browser = await launch();
const faults = [];
/** One thing that must hold. */
const holds = async (what, check) => {
  try {
    if ((await check()) === false) faults.push(what);
  } catch (error) {
    faults.push(`${what}: ${error.message.split('\n')[0]}`);
  }
};
const overlay = (page) => page.locator('.wavemark-preview-problems');
try {
  const context = await browser.newContext({ viewport: { width: 1000, height: 500 } });
  const refused = [];
  const open = async (path) => {
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    page.on('pageerror', (error) => refused.push(error.message));
    await page.goto(preview.origin + path);
    return page;
  };
  const first = await open('');
  const second = await open('metrics/nps/index.html');

  await first.locator('details').first().evaluate((one) => (one.open = true));
  await first.evaluate(() => scrollTo(0, 400));
  const place = await first.evaluate(() => scrollY);
  save(paragraph('The first sentence after a save.'));
  await holds('a save is seen without a hand on the browser', () => has(first, 'The first sentence after a save.'));
  await holds('the page is where it was', async () => {
    await first.waitForFunction((wanted) => Math.abs(scrollY - wanted) < 2, place, { timeout: PATIENCE });
    return place > 0;
  });
  await holds('what was open is open', () => first.locator('details').first().evaluate((one) => one.open));

  save(paragraph('Our score was {{ nsp }} this quarter.'));
  await holds('a broken save is shown over the page', () => overlay(first).waitFor({ timeout: PATIENCE }));
  await holds('with its place', async () => {
    const line = written.split('\n').length + 2;
    const shown = await overlay(first).innerText();
    return shown.includes(`commentary/2026-q3/overview.md:${line}:`) && shown.includes('nsp') && shown.includes('nps');
  });
  await holds('over the page as it was', () => has(first, 'The first sentence after a save.'));
  await holds('in every tab', () => overlay(second).waitFor({ timeout: PATIENCE }));
  await holds('until it is closed', async () => {
    await overlay(second).getByRole('button').click();
    await overlay(second).waitFor({ state: 'detached', timeout: PATIENCE });
  });

  save(paragraph('Mended.'));
  await holds('a mended save is seen', () => has(first, 'Mended.'));
  await holds('and the problem is gone', async () => (await overlay(first).count()) === 0);

  // Asleep: no connection while the text changes twice.
  await context.setOffline(true);
  save(paragraph('Changed while nobody was there.'));
  await new Promise((done) => setTimeout(done, 1_500));
  await context.setOffline(false);
  await holds('a browser that was asleep catches up', () => has(first, 'Changed while nobody was there.'));

  // The program ended and began again at the same port.
  const port = new URL(preview.origin).port;
  await preview.end();
  save(paragraph('Changed while the program was away.'));
  preview = await start(port);
  await holds('a program that was started again is noticed', () => has(first, 'Changed while the program was away.'));

  const allowed = /ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|NETWORK_CHANGED|EMPTY_RESPONSE|CONNECTION_RESET)/;
  const unexpected = refused.filter((message) => !allowed.test(message));
  if (unexpected.length > 0) faults.push(`the browser complained: ${unexpected.join('; ')}`);
} finally {
  await browser.close();
  await preview.end();
}
for (const fault of faults) console.log(`does not hold: ${fault}`);
console.log(faults.length === 0 ? 'the preview holds in a browser' : `${faults.length} do not hold`);
process.exitCode = faults.length === 0 ? 0 : 1;
