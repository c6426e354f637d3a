/** Tells the sender that a file is not wanted. */
import {ChatError} from '../../../shared/errors.ts';
import type {Handler} from '../handler.ts';

export const fileDecline: Handler<'fileDecline'> = {
  access: 'account',
  token: {right: 'files', where: 'file'},
  lane: 'transfer',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({me, store, now}, {fileId}) {
    const file = await store.fileFind(fileId, me.userId);
    if (file.senderName === me.name) throw new ChatError('not-allowed');
    // The file's id is also the entry's id, so that declining twice adds one entry.
    const body = {kind: 'fileDeclined', id: fileId, fileId} as const;
    await store.entryAppend({roomId: file.roomId, userId: me.userId, body, atMs: now()});
    return {};
  },
};
