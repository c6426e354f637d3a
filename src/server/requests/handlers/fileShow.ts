/** Shows the state of a file. */
import {toFileView} from '../views.ts';
import type {Handler} from '../handler.ts';

export const fileShow: Handler<'fileShow'> = {
  access: 'account',
  token: {right: 'files', where: 'file'},
  lane: 'transfer',
  order: 'alone',
  limit: {count: 1200, perSeconds: 60},
  run: async ({me, store}, {fileId}) => toFileView(await store.fileFind(fileId, me.userId)),
};
