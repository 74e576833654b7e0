// Adds to pages what they do without: tables that can be sorted, and a search. All that is there to read stands in the
// page itself.
'use strict';
(() => {
  const own = document.currentScript;
  const words = own.dataset;
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  // Tables are sorted by the numbers in them, up, down, and back as they were.
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const number = (cell) => parseFloat(cell.dataset.sort ?? cell.textContent.replace('\u2212', '-'));
  const text = (cell) => cell.textContent.trim();

  const sortable = (table) => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const counts = head.matches('.num, .counts');
      const cell = (row) => row.cells[at];
      const button = make('button', { type: 'button', className: 'sort' });
      button.setAttribute('aria-label', words.sort.replace('{column}', text(head)));
      button.addEventListener('click', () => {
        const order = { ascending: 'descending', descending: '' }[head.getAttribute('aria-sort')] ?? 'ascending';
        for (const other of heads) other.removeAttribute('aria-sort');
        if (order) head.setAttribute('aria-sort', order);
        const sign = order === 'descending' ? -1 : 1;
        // What has no number, because it may not be shown or is not there, stands last either way.
        const less = (one, other) => {
          if (!counts) return sign * compare(text(cell(one)), text(cell(other)));
          const [a, b] = [number(cell(one)), number(cell(other))];
          return isNaN(a) - isNaN(b) || sign * (a - b) || 0;
        };
        body.append(...(order ? [...rows].sort(less) : rows));
      });
      head.append(button);
    });
  };
  for (const table of document.querySelectorAll('table.data')) {
    if (table.tBodies.length === 1 && table.tBodies[0].rows.length > 2) sortable(table);
  }

  // Tables that fit are let out of their boxes, so that their headings stay at the edge of the window. The page's place
  // in the navigation is brought into sight.
  const boxes = document.querySelectorAll('.scroll');
  const fit = () => {
    for (const box of boxes) box.classList.remove('fits');
    const fitting = [...boxes].filter((box) => box.scrollWidth <= box.clientWidth);
    for (const box of fitting) box.classList.add('fits');
  };
  fit();
  const watch = new ResizeObserver(fit);
  for (const box of boxes) for (const part of [box, ...box.children]) watch.observe(part);
  for (const link of document.querySelectorAll('header.site [aria-current]')) {
    const row = link.closest('ul');
    row.scrollLeft += link.getBoundingClientRect().left - row.getBoundingClientRect().left - 24;
  }

  // The search loads its index when it is first used.
  const box = document.querySelector('.find');
  if (!box || !words.index) return;
  const input = box.querySelector('input');
  const list = box.querySelector('ul');
  const told = box.querySelector('[role=status]');
  const most = 12;
  // Letters without case and without accents, in any script.
  const fold = (text) =>
    text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[\u2018\u2019\u02bc]/g, "'").toUpperCase().toLowerCase();
  let places;

  const load = () => {
    if (places) return;
    places = [];
    const script = make('script', { src: words.index });
    script.addEventListener('load', () => {
      // A line for each place; its address, where it stands for itself, is the title in small letters.
      for (const [kind, folder, end, lines] of window.wavemarkIndex) {
        for (const line of lines.split('\n')) {
          const [title, own, figure, also = ''] = line.split('\t');
          const address = folder + (own || title.toLowerCase().replaceAll(' ', '-')) + end;
          places.push({ title, kind, address, figure, name: fold(title), all: fold(`${title} ${kind} ${also}`) });
        }
      }
      find();
    });
    document.head.append(script);
  };

  // From the folder of an edition, whose files are named so that links also work from a disk.
  const link = (address) => {
    const [folder, place] = address.split('#');
    return new URL(`../${folder}index.html${place ? `#${place}` : ''}`, new URL(words.index, document.baseURI)).href;
  };

  // How well a name fits: it is it, begins with it, has a word that begins with it, or only contains it.
  const rank = ({ name }, query) =>
    [name === query, name.startsWith(query), name.includes(` ${query}`), name.includes(query), true].indexOf(true);

  const find = () => {
    const query = fold(input.value.trim());
    const parts = query.split(/\s+/);
    const found = query ? places.filter(({ all }) => parts.every((part) => all.includes(part))) : [];
    found.sort((one, other) => rank(one, query) - rank(other, query));
    told.textContent = !query ? '' : found.length ? words.found.replace('{count}', found.length) : words.none;
    list.replaceChildren(
      ...found.slice(0, most).map(({ title, kind, address, figure }) => {
        const item = make('li');
        item.append(make('a', { href: link(address), textContent: title }));
        item.append(make('small', { textContent: figure ? `${kind} · ${figure}` : kind }));
        return item;
      }),
    );
    if (query && !found.length) list.append(make('li', { textContent: words.none }));
    box.classList.toggle('open', query !== '');
  };

  const move = (event) => {
    const links = [...list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') {
      input.value = '';
      find();
      input.focus();
    } else if (event.key === 'Enter' && at < 0) {
      links[0]?.click();
    } else if (step && links.length) {
      (links[at + step] ?? (step < 0 ? input : links[at])).focus();
    } else {
      return;
    }
    event.preventDefault();
  };

  box.classList.add('ready');
  input.addEventListener('focus', load);
  input.addEventListener('input', find);
  box.addEventListener('keydown', move);
  document.addEventListener('click', (event) => {
    if (!box.contains(event.target)) box.classList.remove('open');
  });
  box.addEventListener('focusin', () => box.classList.toggle('open', input.value.trim() !== ''));
  box.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) box.classList.remove('open');
  });
})();
