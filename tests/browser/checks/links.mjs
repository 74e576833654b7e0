// The site as it is served below `/repository/`: every link and everything loaded is there, also the part of a page that
// a link names; and the page for what is not there is whole at any depth.

import { serve } from '../server.mjs';
import { accessible } from './axe.mjs';

/** How many addresses are asked for at the same time. */
const AT_ONCE = 8;

export async function links(site, browser, problems, prefix) {
  const server = await serve(site.folder, prefix);
  const root = `${server.origin}${prefix}`;
  const known = new Map();
  const links = [];
  for (const path of site.pages) {
    for (const link of new Set(site.links(path))) {
      const url = new URL(link, `${root}${path}`);
      const place = decodeURIComponent(url.hash.slice(1));
      url.hash = '';
      if (url.origin === server.origin) known.set(url.href, undefined);
      links.push({ path, link, place, address: url.href });
    }
  }
  const waiting = [...known.keys()];
  const ask = async () => {
    for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) known.set(address, await answer(address));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  for (const { path, link, place, address } of links.filter(({ address }) => known.has(address))) {
    const { status, ids } = known.get(address);
    if (status !== 200) problems.add('links', path, `${link} answers ${status}`);
    else if (place && ids && !ids.has(place)) problems.add('links', path, `${link} names a place that is not there`);
  }
  await notThere(browser, root, problems);
  await server.close();
  return `${links.length} links to ${known.size} addresses`;
}

async function answer(url) {
  const response = await fetch(url);
  const text = await response.text();
  const is_page = response.headers.get('content-type').startsWith('text/html');
  const ids = is_page ? new Set([...text.matchAll(/\sid="([^"]*)"/g)].map((found) => found[1])) : undefined;
  return { status: response.status, ids };
}

/** Opens an address that leads nowhere, at several depths: the page there has its styles and leads back. */
async function notThere(browser, root, problems) {
  const page = await browser.newPage();
  for (const path of ['nothing', 'metrics/nothing/', 'a/b/c/d/nothing.html']) {
    const told = (what) => problems.add('404', path, what);
    const failed = (response) => {
      if (!response.ok() && response.url() !== `${root}${path}`) told(`${response.url().replace(root, '')} is not there`);
    };
    page.on('response', failed);
    const response = await page.goto(`${root}${path}`, { waitUntil: 'load' });
    if (response.status() !== 404) told(`answers ${response.status()}`);
    const styled = await page.evaluate(() => [...document.styleSheets].length > 0);
    if (!styled) told('has no styles');
    await accessible(page, (check, what) => problems.add(check, '404.html', what), { narrow: 320 });
    const home = page.locator('main a').first();
    if ((await home.count()) === 0) told('leads nowhere');
    else {
      await home.click();
      if (![root, `${root}index.html`].includes(page.url())) told(`leads to ${page.url().replace(root, '')}`);
    }
    page.off('response', failed);
  }
  await page.close();
}
