/** Lists all files on the disk, largest first. */
import type {Handler} from '../handler.ts';
import {readPage} from '../page.ts';

export const adminFiles: Handler<'adminFiles'> = {
  access: 'fileListAll',
  token: 'never',
  lane: 'transfer',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({me, store}, {after, limit}) {
    const from = after === undefined ? {} : {after};
    const page = await readPage(limit, size => store.fileLargest({userId: me.userId, ...from, limit: size}));
    const files = page.rows.map(({senderName: sender, ...file}) => ({...file, sender}));
    return {files, hasMore: page.hasMore};
  },
};
