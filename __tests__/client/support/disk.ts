/** What lies on a disk: for tests that look for words that must not be there. */
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';

/** All bytes that a server, or a person's machine, has on its disk. */
export function diskOf({dataDir}: {dataDir: string}): Buffer {
  const files = readdirSync(dataDir, {recursive: true, encoding: 'utf8'}).map(name => join(dataDir, name));
  return Buffer.concat(files.filter(path => statSync(path).isFile()).map(path => readFileSync(path)));
}
