// How wide a browser sets texts, beside how much room charts keep for them.
//
//   node widths.mjs < TEXTS     TEXTS: a JSON list of { script, text, bold, room }, the room in ems
//
// The room is to hold the text in each font that a reader is likely to have, and no more than a tenth beyond the widest of
// these. The fonts come from npm, so that every machine measures the same; Arial's twin is looked for on the machine.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { launch } from './browser.mjs';

/** Fonts by script: a name with the parts of it that are needed. */
const FONTS = {
  latin: [['arial'], ['roboto', 'latin', 'latin-ext'], ['noto-sans', 'latin', 'latin-ext']],
  greek: [['arial'], ['roboto', 'greek', 'latin'], ['noto-sans', 'greek', 'latin']],
  cyrillic: [['arial'], ['roboto', 'cyrillic', 'latin'], ['noto-sans', 'cyrillic', 'latin']],
  armenian: [['noto-sans-armenian', 'armenian']],
  arabic: [['noto-sans-arabic', 'arabic']],
  devanagari: [['noto-sans-devanagari', 'devanagari']],
  japanese: [['sawarabi-gothic', 'japanese']],
};
/** How much more than the widest font needs may be kept, as a share. */
const MOST = 0.1;

const require = createRequire(import.meta.url);

/** The files of a font: name of the family, weight, content. */
function files([name, ...parts]) {
  if (name === 'arial') return [400, 700].map((weight) => ({ weight, local: true }));
  const folder = join(dirname(require.resolve(`@fontsource/${name}/package.json`)), 'files');
  return parts.flatMap((part) =>
    [400, 700]
      .map((weight) => ({ weight, path: join(folder, `${name}-${part}-${weight}-normal.woff2`) }))
      .filter(({ path }) => existsSync(path))
      .map(({ weight, path }) => ({ weight, content: readFileSync(path).toString('base64') })),
  );
}

/** In the page: makes a font of its files known; how many of them there are. */
async function load({ family, files }) {
  let count = 0;
  for (const { weight, local, content } of files) {
    const names = weight === 700 ? ['Liberation Sans Bold', 'Arial Bold'] : ['Liberation Sans', 'Arial'];
    const source = local ? names.map((name) => `local("${name}")`).join() : Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
    const font = new FontFace(family, source, { weight: String(weight) });
    try {
      document.fonts.add(await font.load());
      count += 1;
    } catch {
      // The machine has no twin of Arial.
    }
  }
  return count;
}

/** In the page: the width of a text in ems. */
function measure({ family, text, bold }) {
  const brush = document.createElement('canvas').getContext('2d');
  brush.font = `${bold ? 700 : 400} 100px "${family}"`;
  return brush.measureText(text).width / 100;
}

const texts = JSON.parse(readFileSync(0, 'utf8'));
const browser = await launch();
const wrong = [];
const lines = [];
try {
  const page = await browser.newPage();
  const known = new Map();
  for (const [script, fonts] of Object.entries(FONTS)) {
    for (const font of fonts) {
      // The parts of a font are families of their own name, and the browser takes each letter from the one that has it.
      const family = [];
      for (const part of font.length > 1 ? font.slice(1) : ['']) {
        const name = `${font[0]} ${part}`.trim();
        if (!known.has(name)) known.set(name, await page.evaluate(load, { family: name, files: files(part ? [font[0], part] : font) }));
        if (known.get(name) > 0) family.push(name);
      }
      for (const one of texts.filter((text) => text.script === script && family.length > 0)) {
        const width = await page.evaluate(measure, { family: family.join('", "'), text: one.text, bold: one.bold });
        one.widest = Math.max(one.widest ?? 0, width);
      }
    }
  }
} finally {
  await browser.close();
}
for (const { script, text, bold, room, widest } of texts) {
  if (widest === undefined) wrong.push(`${script}: nothing measures "${text}"`);
  const spare = room / widest - 1;
  lines.push(`${script}${bold ? ' bold' : ''} ${(spare * 100).toFixed(1)}% "${text}"`);
  if (spare < 0 || spare > MOST) wrong.push(`${script}${bold ? ', bold' : ''}: "${text}" is ${widest.toFixed(2)} em wide and has room for ${room.toFixed(2)} em`);
}
console.log(lines.join('\n'));
if (wrong.length > 0) console.log(`\n${wrong.join('\n')}`);
process.exitCode = wrong.length > 0 ? 1 : 0;
