/** Lists the files of a room, newest first. */
import {toFileView} from '../views.ts';
import type {Handler} from '../handler.ts';
import {readPage} from '../page.ts';

export const fileList: Handler<'fileList'> = {
  access: 'account',
  token: {right: 'files', where: 'named'},
  lane: 'transfer',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({me, store}, {roomId, beforeSeq, limit}) {
    const before = beforeSeq === undefined ? {} : {beforeSeq};
    const page = await readPage(limit, size => store.fileList({roomId, userId: me.userId, ...before, limit: size}));
    return {files: page.rows.map(toFileView), hasMore: page.hasMore};
  },
};
