/** Writes a file to standard output after it is completely downloaded and verified. */
import {open, unlink} from 'node:fs/promises';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {fetchFile, transferFinished} from '../../client/actions/transfer.ts';
import type {Client} from '../../client/client.ts';
import type {FileView} from '../../shared/model.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Shell} from '../shell.ts';
import type {Call} from '../verb.ts';

/** @throws pipe-unfit if the output or the options do not allow it */
export function checkPiped({stdout}: Shell, {options}: Call, names: readonly string[]): void {
  const unfit = (detail: string) => new ChatError('pipe-unfit', detail);
  if (names.length > 1) throw unfit('name one file');
  if (options.json === true) throw unfit('leave out --json');
  if (options.only !== undefined) throw unfit('leave out --only; what is offered as one comes as a tar archive');
  if (stdout.isTTY) throw unfit('a terminal is no place for the bytes of a file; use a pipe or a redirection');
}

/**
 * A bundle is written as its archive. An interrupted download is resumed by the next call for the same file. @throws as a
 * download
 */
export async function pipeFile({paths, stdout}: Shell, client: Client, file: FileView): Promise<void> {
  const {bundle: _unpacked, ...asItIs} = file;
  const {path = ''} = await transferFinished(
    client,
    await fetchFile(client, asItIs, {folder: join(paths.clientDir, 'piped')}),
  );
  const handle = await open(path);
  // The file is unlinked while open, so that nothing remains, however this ends.
  await unlink(path);
  await pipeline(handle.createReadStream(), stdout, {end: false});
}
