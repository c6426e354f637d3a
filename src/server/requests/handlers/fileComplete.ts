/** Reports the SHA-256 of a file; refused until all of its bytes are there. */
import {ChatError} from '../../../shared/errors.ts';
import {faultPoint} from '../../../shared/machine/faultPoint.ts';
import type {Handler} from '../handler.ts';

export const fileComplete: Handler<'fileComplete'> = {
  access: 'account',
  token: {right: 'files', where: 'file'},
  lane: 'transfer',
  order: 'pipelined',
  limit: {count: 600, perSeconds: 60},
  async run({me, store, files, connection, newId, now}, {fileId, sha256, isDirect}) {
    const file = await store.fileFind(fileId, me.userId);
    if (file.senderName !== me.name) throw new ChatError('not-allowed');
    if (isDirect !== true && file.state === 'uploading' && (await files.bytesReceived(fileId)) !== file.sizeBytes) {
      throw new ChatError('file-incomplete', file.name);
    }
    faultPoint('fileComplete.beforeRow');
    const settled = await store.fileSettle({
      fileId,
      userId: me.userId,
      state: 'complete',
      sha256,
      ...(isDirect && {isDirect}),
      entryId: newId(),
      atMs: now(),
    });
    // Removes bytes that were uploaded while there was no direct way. Does nothing if the file had been completed before.
    if (isDirect === true && settled.directBytes === settled.sizeBytes) await files.remove(fileId);
    // Not for a token limited to some rooms, which could notice by the free quota that the account has the same file elsewhere.
    if (settled.twinId !== undefined && connection.grant?.roomIds === undefined) files.join(fileId, settled.twinId);
    return {};
  },
};
