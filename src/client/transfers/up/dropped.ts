/** Tells whether a text consists only of paths, as terminals insert them on drag and drop or file managers copy them. */
import {stat} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {isAbsolute} from 'node:path';

/** More than a hand drops; beyond it nothing is looked at. */
const PATHS_MAX = 200;
const LENGTH_MAX = 64 * 1024;
/** A slash further on, so that no command is meant; or what only a path begins with. */
const BEGINS = /^\s*(?:file:\/\/|["']?(?:\/[^/\s]*\/|\/[^\s/]+\.|[A-Za-z]:[\\/]|\\\\))/;

/** Cheap, for every line that is sent: worth asking the disk. */
export const mayBeDropped = (text: string): boolean => text.length <= LENGTH_MAX && BEGINS.test(text);

/** Absolute paths of files and folders that are there, in order; `undefined` where any part of the text is something else. */
export async function droppedPaths(text: string): Promise<string[] | undefined> {
  if (!mayBeDropped(text)) return undefined;
  const found: string[] = [];
  for (const line of text.split(/[\r\n]+/).map(one => one.trim())) {
    if (line === '') continue;
    // Some terminals quote nothing, however many spaces a name has.
    const whole = await there(line);
    const paths = whole === undefined ? await Promise.all(wordsIn(line).map(there)) : [whole];
    if (found.length + paths.length > PATHS_MAX) return undefined;
    for (const path of paths) {
      if (path === undefined) return undefined;
      found.push(path);
    }
  }
  return found.length > 0 ? [...new Set(found)] : undefined;
}

/** As a shell takes it apart: quotes, and a backslash before anything; in a path of Windows it is a separator. */
function wordsIn(line: string): string[] {
  const words = line.match(/(?:'[^']*'|"[^"]*"|\\.|[^\s\\'"])+/gs) ?? [];
  return words.slice(0, PATHS_MAX + 1).map(word => {
    const isPlain = /^["']?(?:[A-Za-z]:\\|\\\\)/.test(word);
    return word.replaceAll(/'([^']*)'|"([^"]*)"|\\(.)/gs, (whole, single?: string, double?: string, one?: string) => {
      if (one !== undefined) return isPlain ? whole : one;
      return single ?? (isPlain ? double! : double!.replaceAll(/\\(["\\$`])/g, '$1'));
    });
  });
}

async function there(written: string): Promise<string | undefined> {
  try {
    const path = /^file:\/\//i.test(written) ? fileURLToPath(written) : written;
    if (!isAbsolute(path)) return undefined;
    const found = await stat(path);
    return found.isFile() || found.isDirectory() ? path : undefined;
  } catch {
    // Not there, not readable, or no path at all: it is a text like any other.
    return undefined;
  }
}
