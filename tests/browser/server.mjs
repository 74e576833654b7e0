// A static server as GitHub Pages is one: below a folder, folders end in a slash, 404.html for what is not there.

import { createServer } from 'node:http';
import { readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.csv': 'text/csv; charset=utf-8',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.png': 'image/png',
};

/** Serves `folder` below `prefix` (`/repository/`); `origin` is where, `close` ends it. */
export async function serve(folder, prefix) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = path.startsWith(prefix) && !path.includes('..') ? found(`${folder}/${path.slice(prefix.length)}`) : undefined;
    const shown = file ?? join(folder, '404.html');
    response.writeHead(file ? 200 : 404, { 'content-type': TYPES[extname(shown)] ?? 'application/octet-stream' });
    response.end(readFileSync(shown));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((done) => server.close(done)),
  };
}

function found(path) {
  const file = path.endsWith('/') ? `${path}index.html` : path;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}
