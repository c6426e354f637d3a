/** Tells whether a text consists only of paths, as terminals insert them on drag and drop or file managers copy them. */
import {stat} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {isAbsolute} from 'node:path';

/** Maximum number of paths; a text with more is not examined. */
const PATHS_MAX = 200;
const LENGTH_MAX = 64 * 1024;
/**
 * The beginning of a path: a slash followed by another slash or a dot, which no command has; or a form that only paths have.
 */
const BEGINS = /^\s*(?:file:\/\/|["']?(?:\/[^/\s]*\/|\/[^\s/]+\.|[A-Za-z]:[\\/]|\\\\))/;

/** A cheap test for every typed line, before the disk is accessed. */
export const mayBeDropped = (text: string): boolean => text.length <= LENGTH_MAX && BEGINS.test(text);

/**
 * The absolute paths of existing files and folders in the text, in order; `undefined` when any part of the text is something
 * else.
 */
export async function droppedPaths(text: string): Promise<string[] | undefined> {
  if (!mayBeDropped(text)) return undefined;
  const found: string[] = [];
  for (const line of text.split(/[\r\n]+/).map(one => one.trim())) {
    if (line === '') continue;
    // Some terminals do not quote spaces: try the whole line first.
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

/** Splits a line like a shell, with quotes and backslashes; in a Windows path a backslash is a separator. */
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
    // Not an existing, readable path: treat the text as text.
    return undefined;
  }
}
