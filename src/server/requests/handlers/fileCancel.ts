/** Withdraws one’s own file; its bytes are removed. */
import type {Handler} from '../handler.ts';

export const fileCancel: Handler<'fileCancel'> = {
  access: 'account',
  token: {right: 'files', where: 'file'},
  lane: 'transfer',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({me, store, files, newId, now}, {fileId}) {
    await store.fileFind(fileId, me.userId);
    await store.fileSettle({fileId, userId: me.userId, state: 'cancelled', entryId: newId(), atMs: now()});
    await files.remove(fileId);
    return {};
  },
};
