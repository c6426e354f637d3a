/** Files that were downloaded to this machine: their folders, where they are, and which may be opened. */
import {closeSync, constants, lstatSync, openSync, readSync} from 'node:fs';
import {basename} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import type {Client} from '../client.ts';
import {findFile} from './transfer.ts';
import {EVERY_ROOM, putDownloadFolder, readDownloadFolder} from '../local/fetched.ts';

/** @param folder absolute; `undefined` restores the default folder. @throws file-unwritable */
export const setDownloadFolder = (
  client: Client,
  roomId: number | undefined,
  folder: string | undefined,
): Promise<void> =>
  client.local.step(client.getState().me?.name ?? '', database =>
    putDownloadFolder(database, roomId ?? EVERY_ROOM, folder),
  );

/** The download folder of a room, as an absolute path. */
export const downloadFolderOf = (client: Client, roomId: number | undefined): Promise<string> =>
  client.local.read(
    client.getState().me?.name ?? '',
    database => readDownloadFolder(database, roomId ?? EVERY_ROOM) ?? client.options.downloadsDir,
    client.options.downloadsDir,
  );

/** Path of a room's file that was downloaded to this machine. @throws file-not-found, file-not-here */
export async function placeOfFile(client: Client, roomId: number, wanted: string): Promise<string> {
  const file = await findFile(client, roomId, wanted);
  const path = client.parts.transfers.pathOf(file.fileId);
  if (path === undefined) throw new ChatError('file-not-here', file.name);
  return path;
}

/**
 * Endings of files whose opening can run code: programs and scripts, shortcuts to other targets, and pages whose scripts can
 * read files beside them.
 */
const RUNS =
  /\.(?:action|ade|adp|apk|app|appimage|appref-ms|application|bash|bat|chm|cmd|com|command|cpl|csh|deb|desktop|dll|dmg|exe|fish|flatpakref|fon|gadget|hta|html?|inf|ins|iso|jar|jnlp|js|jse|ksh|lnk|mht|mhtml|mjs|msc|msi|msix|msp|mst|pif|pkg|pl|ps1|psm1|py|pyc|pyw|rb|reg|rpm|run|scf|scpt|scr|service|settingcontent-ms|sh|shtml|snap|svg|svgz|terminal|tool|url|vb|vbe|vbs|webarchive|webloc|wsf|wsh|workflow|xhtml?|xll|zsh)$/i;
/** First bytes of programs and scripts, whatever the file's name. */
const BEGINS = [
  /^#!/,
  /^MZ/,
  /^\u007fELF/,
  /^[\u00cf\u00ce]\u00fa\u00ed\u00fe/,
  /^\s*\[Desktop Entry\]/,
  /^\s*<(?:!doctype|html|svg|script)/i,
];

/** @throws file-not-here, file-would-run */
export function checkOpenable(path: string): void {
  const stats = lstatSync(path, {throwIfNoEntry: false});
  if (stats === undefined || stats.isSymbolicLink()) throw new ChatError('file-not-here', basename(path));
  const isFolder = stats.isDirectory();
  if (!isFolder && !stats.isFile()) throw new ChatError('file-not-here', basename(path));
  const isExecutable = !isFolder && process.platform !== 'win32' && (stats.mode & 0o111) !== 0;
  if (isExecutable || RUNS.test(path) || (!isFolder && BEGINS.some(one => one.test(beginningOf(path)))))
    throw new ChatError('file-would-run', basename(path));
}

function beginningOf(path: string): string {
  const start = Buffer.alloc(256);
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
  try {
    return start.toString('latin1', 0, readSync(file, start, 0, start.length, 0));
  } finally {
    closeSync(file);
  }
}
