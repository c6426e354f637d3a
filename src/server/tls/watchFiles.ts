/** Watches files for change, replacement and redirected links, all of which certificate renewal tools do. */
import {watch, type FSWatcher} from 'node:fs';
import {realpath, stat} from 'node:fs/promises';
import {dirname} from 'node:path';

/** Delay after a change, so that both files of a pair are in place. */
const SETTLED_MS = 300;
/** Polling interval, for file systems without notifications such as NFS. */
const LOOK_EVERY_MS = 60_000;

/** Calls back once per change. @returns a function that stops watching */
export function watchFiles(paths: readonly string[], onChanged: () => void): () => void {
  let before: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let watchers: FSWatcher[] = [];

  const look = () => void looked().catch(() => undefined);
  const looked = async () => {
    const [now, folders] = await Promise.all([factsOf(paths), foldersOf(paths)]);
    if (isOver) return;
    const isOther = before !== undefined && now !== before;
    before = now;
    for (const watcher of watchers) watcher.close();
    watchers = folders.flatMap(folder => watchFolder(folder, lookSoon));
    if (isOther) onChanged();
  };
  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, SETTLED_MS);
    timer.unref();
  };
  look();
  const regularly = setInterval(look, LOOK_EVERY_MS);
  regularly.unref();
  return () => {
    isOver = true;
    clearTimeout(timer);
    clearInterval(regularly);
    for (const watcher of watchers) watcher.close();
  };
}

async function factsOf(paths: readonly string[]): Promise<string> {
  const all = paths.map(path =>
    stat(path).then(
      // Includes ctime, because permissions may change as well.
      ({dev, ino, size, mtimeMs, ctimeMs}) => `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`,
      () => 'missing',
    ),
  );
  return (await Promise.all(all)).join('\n');
}

/** Folders of the files, including targets of symbolic links. */
async function foldersOf(paths: readonly string[]): Promise<string[]> {
  const real = await Promise.all(paths.map(path => realpath(path).catch(() => path)));
  return [...new Set([...paths, ...real].map(path => dirname(path)))];
}

function watchFolder(folder: string, onEvent: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, {persistent: false}, onEvent);
    return [watcher.on('error', () => watcher.close())];
  } catch {
    return [];
  }
}
