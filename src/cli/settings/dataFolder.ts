/** Resolves a server's data folder: the given one, or a subfolder where the given one holds other things. */
import {readdirSync, statSync, type Stats} from 'node:fs';
import {join} from 'node:path';

const OWN_NAME = 'chat-tui';
/** A folder with one of these files is a data folder. */
const MARKS = ['chat.db', 'server.lock'];

/**
 * A server never changes a folder that it did not create: it uses an empty folder or an existing data folder that nobody else can
 * write to, not `/tmp`, a home folder or a shared volume. The result is the same before and after the first start.
 */
export function dataFolderOf(said: string): string {
  const folder = factsOf(said);
  if (folder === undefined || MARKS.some(name => isOwn(factsOf(join(said, name))))) return said;
  return isOwn(folder) && isForOne(folder) && isEmpty(said) ? said : join(said, OWN_NAME);
}

function factsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Windows has no comparable owners and modes. */
const isOwn = (facts: Stats | undefined): boolean =>
  facts !== undefined && (process.getuid === undefined || facts.uid === process.getuid());
const isForOne = ({mode}: Stats): boolean => process.platform === 'win32' || (mode & 0o022) === 0;

function isEmpty(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}
