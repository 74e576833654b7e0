// What a reader has to load: the page with its pictures drawn into it, its styles and its scripts. Nothing is compressed
// here; a server that compresses sends about a fifth of it.

import { target } from '../site.mjs';

/** The most bytes of a page with its styles and scripts, without pictures, and of its scripts alone. */
export const LIMITS = { page: 100_000, scripts: 10_000 };

export async function weight(site, problems, limits) {
  let heaviest = { bytes: 0 };
  let largest = { bytes: 0 };
  for (const path of site.pages) {
    const text = site.text(path);
    const pictures = [...text.matchAll(/<svg[\s>].*?<\/svg>/gs)].reduce((sum, [picture]) => sum + Buffer.byteLength(picture), 0);
    const page = site.size(path);
    const styles = sum(site, path, text, /<link rel="stylesheet" href="([^"]*)"/g);
    const scripts = sum(site, path, text, /<script[^>]* src="([^"]*)"/g);
    const bytes = page - pictures + styles + scripts;
    if (bytes > limits.page) problems.add('weight', path, `${bytes} bytes without pictures, more than ${limits.page}`);
    if (scripts > limits.scripts) problems.add('weight', path, `${scripts} bytes of scripts, more than ${limits.scripts}`);
    if (bytes > heaviest.bytes) heaviest = { bytes, path, scripts };
    if (page > largest.bytes) largest = { bytes: page, path };
  }
  return `at most ${heaviest.bytes} bytes (${heaviest.path}), of these ${heaviest.scripts} of scripts; the largest file with its pictures: ${largest.bytes} (${largest.path})`;
}

function sum(site, page, text, pattern) {
  const paths = [...text.matchAll(pattern)].map(([, link]) => (link.startsWith('/') ? undefined : target(page, link)));
  return paths.filter((path) => path !== undefined && site.has(path)).reduce((bytes, path) => bytes + site.size(path), 0);
}
