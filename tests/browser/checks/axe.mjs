// Accessibility by axe-core: the rules of WCAG 2.2 A and AA, and its own of good practice.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LIGHT = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
/** The rules that look at colours: nothing else is different in the dark. */
const DARK = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
/** The rules that look at how far things are apart, which depends on the window. */
const CLOSE = { type: 'rule', values: ['target-size'] };

/** Tells what axe finds on an open page: in light, in the dark, and in a window `narrow` pixels wide. */
export async function accessible(page, told, { narrow }) {
  const window = page.viewportSize();
  const look = async (how, rules) => {
    for (const violation of await page.evaluate(axe, rules)) told('axe', `${how}: ${violation}`);
  };
  await page.evaluate(AXE);
  await look('light', LIGHT);
  await page.emulateMedia({ colorScheme: 'dark' });
  await look('dark', DARK);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: narrow, height: window.height });
  await look('narrow', CLOSE);
  await page.setViewportSize(window);
}

/** In the page: what axe finds, one text for each rule and element. */
async function axe(rules) {
  const result = await globalThis.axe.run(document, { runOnly: rules, resultTypes: ['violations'], preload: false });
  return result.violations.flatMap((rule) =>
    rule.nodes.map((node) => {
      const why = node.any.concat(node.all, node.none).map((check) => check.message).join('; ');
      return `${rule.id}: ${node.html.slice(0, 160)}: ${why}`;
    }),
  );
}
