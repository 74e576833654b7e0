// The Nu HTML checker (https://validator.github.io/validator/) on every page; of two copies of one page that differ only
// in where their links begin, on the first.

import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export async function markup(site, problems) {
  const jar = createRequire(import.meta.url)('vnu-jar');
  const files = site.distinctPages().map((path) => join(site.folder, path));
  const output = await run('java', ['-jar', jar, '--format', 'json', '--stdout', '--exit-zero-always', ...files]);
  const root = pathToFileURL(site.folder).href;
  const messages = JSON.parse(output).messages;
  for (const message of messages) {
    if (message.type === 'info' && message.subType !== 'warning') continue;
    // It does not know that files of one folder are of one origin; the browser tells what really goes against the policy.
    if (message.type === 'info' && message.message.startsWith('Resource violates Content Security Policy')) continue;
    const path = decodeURIComponent(message.url ?? '').replace(/^file:\/*/, '/').replace(decodeURIComponent(root).replace(/^file:\/*/, '/'), '');
    problems.add('markup', path.replace(/^\//, ''), `${message.subType ?? message.type}: ${message.message}`);
  }
  return `${files.length} pages`;
}

function run(program, args) {
  return new Promise((done, failed) => {
    execFile(program, args, { maxBuffer: 1 << 28 }, (error, output) => (error ? failed(error) : done(output)));
  });
}
