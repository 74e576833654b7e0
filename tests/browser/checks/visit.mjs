// Every page opened from the disk, with scripts and without: accessibility in light and dark, what it loads, whether it
// keeps to its Content-Security-Policy, whether it fits a narrow window, and whether it says the same without scripts.

import { inTabs } from '../browser.mjs';
import { accessible } from './axe.mjs';

/** The narrowest window that has to do, in CSS pixels: WCAG 2.2, 1.4.10. */
const NARROW = 320;
/** How wide a common phone is. */
const PHONE = 360;
/** How large readers may make text without losing anything: WCAG 2.2, 1.4.4. */
const ENLARGED = '200%';
/** The smallest text of a chart on a phone, in CSS pixels. */
const SMALLEST = 11;

export async function visit(site, browser, problems) {
  const spoken = new Map();
  const seen = new Set();
  // What is shown for addresses that lead nowhere is looked at where it is served.
  const pages = site.distinctPages().filter((path) => path !== '404.html');
  const settings = { viewport: { width: 1280, height: 900 }, colorScheme: 'light' };
  await inTabs(browser, settings, pages, async (page, path) => {
    const told = (check, what) => problems.add(check, path, what);
    const stop = listen(page, site, told);
    await page.goto(site.fileUrl(path), { waitUntil: 'load' });
    spoken.set(path, await page.evaluate(words));
    await accessible(page, told, { narrow: PHONE, seen });
    await page.setViewportSize({ width: NARROW, height: 700 });
    const { width, small, hidden } = await page.evaluate(narrow, SMALLEST);
    if (width > NARROW) told('narrow', `the page is ${width} px wide in a window of ${NARROW} px`);
    for (const text of small) told('narrow', `the text of a chart is too small: ${text}`);
    for (const table of hidden) told('verdicts', `in a window of ${NARROW} px a verdict is out of sight in “${table}”`);
    await page.setViewportSize(settings.viewport);
    const moved = await page.evaluate(mirrored);
    if (moved > 0) told('right to left', `in a page that is read from right to left ${moved} texts of charts move`);
    const zoomed = await page.evaluate(enlarged, ENLARGED);
    if (zoomed > settings.viewport.width) told('narrow', `with text of ${ENLARGED} the page is ${zoomed} px wide in a window of ${settings.viewport.width} px`);
    stop();
  });
  await inTabs(browser, { ...settings, javaScriptEnabled: false }, pages, async (page, path) => {
    await page.goto(site.fileUrl(path), { waitUntil: 'load' });
    const without = await page.evaluate(words);
    for (const [what, text] of Object.entries(spoken.get(path))) {
      const lost = difference(text, without[what]);
      if (lost) problems.add('scripts off', path, `${what}: ${lost}`);
    }
  });
  return `${pages.length} distinct pages of ${site.pages.length}`;
}

/** Tells what a page loads that it should not, and what the browser complains about. */
function listen(page, site, told) {
  const listeners = {
    request: (request) => {
      if (site.pathOf(request.url()) === undefined && !request.url().startsWith('data:')) {
        told('other hosts', `asks for ${request.url()}`);
      }
    },
    requestfailed: (request) => told('loads', `${request.url().split('/').pop()}: ${request.failure()?.errorText}`),
    console: (message) => {
      if (['error', 'warning'].includes(message.type())) told('console', message.text().replaceAll(page.url(), 'page'));
    },
    pageerror: (error) => told('console', `${error}`),
  };
  for (const [event, listener] of Object.entries(listeners)) page.on(event, listener);
  return () => {
    for (const [event, listener] of Object.entries(listeners)) page.off(event, listener);
  };
}

/** In the page: what it says, to whom looks and to whom has everything read out. */
function words() {
  const plain = (text) => text.replace(/\s+/g, ' ').trim();
  const main = document.querySelector('main') ?? document.body;
  return { 'what is seen': plain(main.innerText), 'all that is there': plain(main.textContent) };
}

/** In the page: how wide it is, which visible texts of charts are smaller than `smallest`, and in which tables a verdict
    has to be looked for at the side, where verdicts have columns of their own. */
function narrow(smallest) {
  const small = [];
  for (const picture of document.querySelectorAll('svg')) {
    if (picture.getClientRects().length === 0) continue;
    const scale = picture.getScreenCTM().a;
    for (const text of picture.querySelectorAll('text')) {
      const size = parseFloat(getComputedStyle(text).fontSize) * scale;
      if (size < smallest - 0.05) small.push(`${size.toFixed(1)} px`);
    }
  }
  const hidden = [];
  for (const table of document.querySelectorAll('table.data:has(thead .counts)')) {
    const verdicts = [...table.querySelectorAll('.verdict')].filter((verdict) => verdict.checkVisibility());
    const isOut = (verdict) => verdict.getBoundingClientRect().right > innerWidth;
    if (verdicts.some(isOut)) hidden.push(table.caption?.textContent.trim() ?? table.id);
  }
  return { width: document.scrollingElement.scrollWidth, small: [...new Set(small)], hidden };
}

/** In the page: how many texts of charts stand elsewhere in their drawing when the page is read from right to left. */
function mirrored() {
  const texts = [...document.querySelectorAll('svg text')];
  const places = () => texts.map((text) => Math.round(text.getBBox().x));
  const root = document.documentElement;
  const own = root.dir;
  const before = places();
  root.dir = 'rtl';
  const after = places();
  root.dir = own;
  return before.filter((x, at) => x !== after[at]).length;
}

/** In the page: how wide it is with larger text. */
function enlarged(size) {
  const root = document.documentElement;
  root.style.fontSize = size;
  const width = document.scrollingElement.scrollWidth;
  root.style.fontSize = '';
  return width;
}

/** Where two texts part; undefined if they are the same. */
function difference(one, other) {
  if (one === other) return undefined;
  let at = 0;
  while (one[at] === other[at]) at += 1;
  const near = (text) => text.slice(Math.max(0, at - 20), at + 40);
  return `"${near(one)}" with scripts is "${near(other)}" without`;
}
