// What scripts add, on pages opened from the disk: the search finds, leads and can be left by the keyboard alone, and
// tables are sorted by their numbers and go back to their order.


/** Pages at every depth, of which some belong to an older edition. */
export async function scripts(site, browser, problems) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  let [found, sorted] = [0, 0];
  for (const path of everyDepth(site)) {
    const told = (check) => (what) => problems.add(check, path, what);
    await page.goto(site.fileUrl(path), { waitUntil: 'load' });
    sorted += await sorts(page, told('sorting'));
    found += await finds(site, page, path, told('search'));
  }
  await context.close();
  return `${found} things found, ${sorted} columns sorted`;
}

function everyDepth(site) {
  const pages = site.pages.filter((path) => path !== '404.html');
  const depth = (path) => path.split('/').length;
  const depths = [...new Set(pages.map(depth))].sort();
  return depths.flatMap((at) => {
    const of = pages.filter((path) => depth(path) === at);
    return [...new Set([of[0], of[Math.floor(of.length / 2)], of.at(-1)])];
  });
}

/** Looks for some of the things that the index of the page's edition has. */
async function finds(site, page, path, told) {
  const input = page.locator('.find input');
  if ((await input.count()) === 0 || !(await input.isVisible())) {
    told('there is no search');
    return 0;
  }
  if (await page.evaluate(() => window.wavemarkIndex !== undefined)) told('the index is loaded before it is needed');
  await input.focus();
  await page.waitForFunction(() => window.wavemarkIndex !== undefined);
  const things = await page.evaluate(lookForAll);
  for (const { title, address, links } of things) {
    const paths = links.map((link) => site.pathOf(link));
    const lost = paths.filter((found) => found === undefined || !site.has(found));
    if (lost.length > 0) told(`"${title}" leads to what is not there: ${lost[0]}`);
    const wanted = `${address.split('#')[0]}index.html`;
    if (!paths.some((found) => found?.endsWith(wanted))) told(`"${title}" does not lead to ${wanted}`);
  }
  await input.fill('zzzz qqqq');
  const none = await page.locator('.find [role=status]').textContent();
  if (none.trim() === '') told('it says nothing where nothing is found');
  await input.fill(things[0].title);
  await input.press('ArrowDown');
  const on = await page.evaluate(() => document.activeElement.closest('.find li') !== null);
  if (!on) told('the arrow key does not lead to what is found');
  await page.keyboard.press('Escape');
  const left = await page.evaluate(() => document.activeElement.value === '');
  if (!left) told('the escape key does not lead back');
  await input.fill(things[0].title);
  const first = await page.locator('.find li a').first().evaluate((link) => link.href);
  await input.press('Enter');
  await page.waitForURL(first).catch(() => told('the enter key does not lead to what is found'));
  return things.length;
}

/** In the page: one thing of each kind in the index, looked for as somebody might type it, with the links that are found. */
function lookForAll() {
  const input = document.querySelector('.find input');
  return window.wavemarkIndex.map(([, folder, end, lines]) => {
    const [title, own] = lines.split('\n').at(-1).split('\t');
    const address = (folder + (own || title.toLowerCase().replaceAll(' ', '-')) + end).replace(/^\.\//, '');
    input.value = title.toUpperCase().normalize('NFD');
    input.dispatchEvent(new Event('input', { bubbles: true }));
    return { title, address, links: [...document.querySelectorAll('.find li a')].map((link) => link.href) };
  });
}

/** Sorts the first table of a page by each of its columns. */
async function sorts(page, told) {
  const { count, wrong } = await page.evaluate(sortByAll);
  for (const what of wrong) told(what);
  return count;
}

/** In the page: how many columns there are to sort by, and what went wrong. */
function sortByAll() {
  const table = [...document.querySelectorAll('table.data')].find((one) => one.querySelector('tbody tr:nth-child(3)'));
  if (!table) return { count: 0, wrong: [] };
  const wrong = [];
  const rows = () => [...table.tBodies[0].rows].map((row) => row.innerText).join('\n');
  const read = (cell) => Number.parseFloat(cell.dataset.sort ?? cell.textContent.replace('\u2212', '-'));
  const buttons = [...table.querySelectorAll('.sort')];
  if (buttons.length === 0) wrong.push('a table cannot be sorted');
  const before = rows();
  for (const button of buttons) {
    const head = button.closest('th');
    for (const order of ['ascending', 'descending', null]) {
      // Without a pointer, which another column's heading may lie under.
      button.click();
      const says = head.getAttribute('aria-sort');
      if (says !== order) wrong.push(`it says that it is sorted ${says}, not ${order}`);
      const counts = head.matches('.num, .counts');
      const values = counts ? [...table.tBodies[0].rows].map((row) => read(row.cells[head.cellIndex])) : [];
      const numbers = values.filter((value) => !Number.isNaN(value));
      if (values.slice(0, numbers.length).some(Number.isNaN) && order) wrong.push('what has no number does not stand last');
      const sign = order === 'descending' ? -1 : 1;
      const is_sorted = numbers.every((value, at) => at === 0 || sign * (value - numbers[at - 1]) >= 0);
      if (order && !is_sorted) wrong.push(`not sorted ${order}: ${numbers.join(', ')}`);
    }
    if (rows() !== before) wrong.push('its rows do not go back to their order');
  }
  return { count: buttons.length, wrong };
}
