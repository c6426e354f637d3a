/** Lets the rest of a file that was offered as direct come through the server; from then on it counts for quotas. */
import type {Handler} from '../handler.ts';
import {fileQuotaOf} from '../../settings.ts';

export const fileRelay: Handler<'fileRelay'> = {
  access: 'account',
  token: {right: 'files', where: 'file'},
  lane: 'transfer',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store, files, settings}, {fileId, fromByte}) {
    const quota = fileQuotaOf(settings);
    const heldBytes = await files.bytesReceived(fileId);
    const {before, isHeld} = await store.fileRelay({fileId, userId: me.userId, fromByte, heldBytes, quota});
    await files.beginAt(before, {fromByte, isHeld});
    return {};
  },
};
