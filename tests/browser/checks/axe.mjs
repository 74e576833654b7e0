// Accessibility by axe-core: the rules of WCAG 2.2 A and AA, and its own of good practice.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LIGHT = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
/** The rules that look at colours: nothing else is different in the dark. */
const DARK = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
/** What cannot be found there that was not found before: a text is as dark in a narrow window, and looking is slow. */
const NO_COLOURS = { 'color-contrast': { enabled: false } };

/**
 * Tells what axe finds on an open page: in light, in the dark, and on a phone, in a window `narrow` pixels wide, where
 * charts have another form, things are closer and boxes scroll. In the dark nothing is different but the colours, so a page
 * is looked at there if it has a combination of colours that is not among those `seen` on other pages; text that something
 * hides is found in light.
 */
export async function accessible(page, told, { narrow, seen = new Set() }) {
  const window = page.viewportSize();
  const look = async (how, runOnly, rules = {}) => {
    for (const violation of await page.evaluate(axe, { runOnly, rules })) told('axe', `${how}: ${violation}`);
  };
  await page.evaluate(AXE);
  await look('light', LIGHT);
  await page.emulateMedia({ colorScheme: 'dark' });
  const fresh = (await page.evaluate(combinations)).filter((one) => !seen.has(one));
  if (fresh.length > 0) await look('dark', DARK);
  for (const one of fresh) seen.add(one);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: narrow, height: window.height });
  await look('narrow', LIGHT, NO_COLOURS);
  await page.setViewportSize(window);
}

/**
 * In the page: what the contrast of texts follows from, once for each combination: colour, size and weight of a text, all
 * that is painted or faded behind it, and for links what tells them from the text around them.
 */
function combinations() {
  const behind = new Map();
  const ground = (element) => {
    if (!element) return '';
    if (!behind.has(element)) {
      const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(element);
      const own = `${backgroundColor} ${backgroundImage} ${opacity} ${filter}`;
      const above = ground(element.parentElement);
      behind.set(element, own === 'rgba(0, 0, 0, 0) none 1 none' ? above : `${above}/${own}`);
    }
    return behind.get(element);
  };
  const look = (element) => {
    const { color, fontSize, fontWeight, textDecorationLine, textShadow } = getComputedStyle(element);
    return `${color} ${fontSize} ${fontWeight} ${textDecorationLine} ${textShadow} ${ground(element)}`;
  };
  const texts = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === '' || element.closest('svg')) continue;
    texts.add(element.matches('a, a *') ? `${look(element)} in ${look(element.closest('a').parentElement)}` : look(element));
  }
  for (const field of document.querySelectorAll('input')) texts.add(`${look(field)} field`);
  return [...texts];
}

/** In the page: what axe finds, one text for each rule and element. */
async function axe(options) {
  const result = await globalThis.axe.run(document, { ...options, resultTypes: ['violations'], preload: false });
  return result.violations.flatMap((rule) =>
    rule.nodes.map((node) => {
      const why = node.any.concat(node.all, node.none).map((check) => check.message).join('; ');
      return `${rule.id}: ${node.html.slice(0, 160)}: ${why}`;
    }),
  );
}
