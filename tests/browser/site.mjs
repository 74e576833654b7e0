// The published folder: its pages, and what they link to.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

const ATTRIBUTE = /\s(?:href|src)="([^"]*)"/g;

export class Site {
  constructor(folder) {
    this.folder = folder;
    this.files = readdirSync(folder, { recursive: true })
      .map((path) => path.split(sep).join('/'))
      .filter((path) => statSync(join(folder, path)).isFile())
      .sort();
    this.pages = this.files.filter((path) => path.endsWith('.html'));
  }

  text(path) {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  size(path) {
    return statSync(join(this.folder, path)).size;
  }

  has(path) {
    return existsSync(join(this.folder, path));
  }

  /** The address of a page on the disk. */
  fileUrl(path) {
    return pathToFileURL(join(this.folder, path)).href;
  }

  /** A file's path from its address on the disk; undefined for one that is not of this site. */
  pathOf(url) {
    const root = pathToFileURL(this.folder + sep).href;
    return url.startsWith(root) ? decodeURIComponent(url.slice(root.length).split(/[?#]/)[0]) : undefined;
  }

  /** What a page links to or loads, as it is written there. */
  links(path) {
    return [...this.text(path).matchAll(ATTRIBUTE)].map((found) => found[1].replaceAll('&amp;', '&'));
  }

  /**
   * Pages that differ in more than where they stand. The newest edition is published twice, at the root and in its
   * folder, and the two copies of a page have nothing different but the way up in their links.
   */
  distinctPages() {
    const seen = new Set();
    return this.pages.filter((path) => {
      const text = this.text(path).replace(ATTRIBUTE, '').replace(/<(?:link|meta)[^>]*>/g, '');
      const hash = createHash('sha256').update(text).digest('hex');
      return !seen.has(hash) && seen.add(hash);
    });
  }
}

/** The path that a link of a page leads to, below the site's root. */
export function target(page, link) {
  return posix.normalize(posix.join(posix.dirname(page), decodeURIComponent(link.split(/[?#]/)[0])));
}

