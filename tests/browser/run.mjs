// Opens a published report in Chromium and tells what is wrong with it.
//
//   node run.mjs FOLDER [PREFIX]     every check; PREFIX is the path below which the report is served (/repository/)
//   node run.mjs --broken            a site in which everything is wrong: each check has to find its part
//
// Ends with 1 if something was found (with --broken: if something was not).

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { links } from './checks/links.mjs';
import { markup } from './checks/markup.mjs';
import { scripts } from './checks/scripts.mjs';
import { visit } from './checks/visit.mjs';
import { LIMITS, weight } from './checks/weight.mjs';
import { Problems } from './problems.mjs';
import { Site } from './site.mjs';

/** What is wrong in `broken/`, by the names of the checks that have to find it. */
const BROKEN = ['404', 'axe', 'console', 'links', 'loads', 'markup', 'narrow', 'other hosts', 'right to left', 'scripts off', 'search', 'sorting', 'verdicts', 'weight'];

async function timed(name, work) {
  const begun = Date.now();
  const told = await work();
  console.log(`${String(Math.round((Date.now() - begun) / 1000)).padStart(4)} s  ${name}: ${told}`);
}

async function check(folder, prefix, limits) {
  const site = new Site(folder);
  if (site.pages.length === 0) throw new Error(`there are no pages in ${folder}`);
  const problems = new Problems();
  const browser = await launch();
  try {
    // The checker of markup is another program, and the two processors have room for it.
    await Promise.all([
      timed('markup', () => markup(site, problems)),
      (async () => {
        await timed('weight', () => weight(site, problems, limits));
        await timed('links', () => links(site, browser, problems, prefix));
        await timed('scripts', () => scripts(site, browser, problems));
        await timed('pages', () => visit(site, browser, problems));
      })(),
    ]);
  } finally {
    await browser.close();
  }
  return problems;
}

const [folder, prefix = '/repository/'] = process.argv.slice(2);
if (folder === '--broken') {
  // A limit that its few bytes exceed, so that nothing large has to be kept for it.
  const limits = { page: 500, scripts: 100 };
  const found = (await check(fileURLToPath(new URL('broken', import.meta.url)), prefix, limits)).checks();
  const silent = BROKEN.filter((name) => !found.has(name));
  const unknown = [...found].filter((name) => !BROKEN.includes(name));
  if (silent.length > 0) console.log(`these checks found nothing in a broken site: ${silent.join(', ')}`);
  if (unknown.length > 0) console.log(`these checks have nothing that is broken for them: ${unknown.join(', ')}`);
  process.exitCode = silent.length + unknown.length > 0 ? 1 : 0;
} else if (folder) {
  const text = (await check(resolve(folder), prefix, LIMITS)).text();
  console.log(text || 'nothing found');
  process.exitCode = text ? 1 : 0;
} else {
  console.log('node run.mjs FOLDER [PREFIX]');
  process.exitCode = 2;
}
