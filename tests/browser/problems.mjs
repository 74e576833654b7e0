// What a check found, told once however many pages have it.

export class Problems {
  #found = new Map();

  /** `what` is wrong on the page `path`, by the check of the name `check`. */
  add(check, path, what) {
    const key = `${check}: ${what}`;
    const pages = this.#found.get(key) ?? [];
    if (!pages.includes(path)) pages.push(path);
    this.#found.set(key, pages);
  }

  /** The names of the checks that found something. */
  checks() {
    return new Set([...this.#found.keys()].map((key) => key.slice(0, key.indexOf(':'))));
  }

  /** One paragraph for each problem, with the first of its pages. */
  text() {
    const paragraphs = [...this.#found].map(([what, pages]) => {
      const more = pages.length > 4 ? ` and ${pages.length - 4} more` : '';
      return `${what}\n    on ${pages.slice(0, 4).join(', ')}${more}`;
    });
    return paragraphs.sort().join('\n');
  }
}
