// Lighthouse on some pages, served below a folder as GitHub Pages does.
//
//   node lighthouse.mjs FOLDER [PAGE…]     PAGE as in `competitors/`; without any, three pages of the sample report
//
// Accessibility, best practices and search engines have to be 100, and it ends with 1 if one is not. The performance
// is a timing that depends on the machine: it is printed, with what it is made of.

import { resolve } from 'node:path';
import { launch as start } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { executable } from './browser.mjs';
import { serve } from './server.mjs';

const GATED = ['accessibility', 'best-practices', 'seo'];
const PAGES = ['', 'competitors/', 'metrics/nps/'];

/** What Lighthouse says of a page. On a busy machine it may miss the first paint, and is asked again. */
async function measure(page, again = 2) {
  const { lhr } = await lighthouse(`${server.origin}/repository/${page}`, { port: chrome.port, logLevel: 'error' });
  if (!lhr.runtimeError) return lhr;
  if (again > 0) return measure(page, again - 1);
  throw new Error(`/${page}: ${lhr.runtimeError.message}`);
}

const [folder, ...named] = process.argv.slice(2);
if (!folder) {
  console.log('node lighthouse.mjs FOLDER [PAGE…]');
  process.exit(2);
}
const server = await serve(resolve(folder), '/repository/');
const chrome = await start({
  chromePath: executable(),
  chromeFlags: ['--headless', '--no-sandbox', '--disable-quic', '--no-first-run'],
});
let missed = 0;
try {
  for (const page of named.length > 0 ? named : PAGES) {
    const lhr = await measure(page);
    const scores = Object.values(lhr.categories).map(({ id, score }) => `${id} ${Math.round(score * 100)}`);
    console.log(`/${page}: ${scores.join(', ')}`);
    for (const id of ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift']) {
      console.log(`    ${lhr.audits[id].title}: ${lhr.audits[id].displayValue}`);
    }
    for (const { id, auditRefs } of Object.values(lhr.categories)) {
      for (const { id: name, weight } of auditRefs) {
        const { score, title, scoreDisplayMode } = lhr.audits[name];
        const counts = weight > 0 && score !== null && score < 1 && scoreDisplayMode !== 'notApplicable';
        if (counts) console.log(`    ${id}: ${name}: ${title}`);
      }
    }
    missed += GATED.filter((id) => lhr.categories[id].score < 1).length;
  }
} finally {
  await chrome.kill();
  await server.close();
}
process.exitCode = missed > 0 ? 1 : 0;
