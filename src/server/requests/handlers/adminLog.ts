/** Lists login attempts, newest first. */
import type {Handler} from '../handler.ts';
import {readPage} from '../page.ts';
import {recordCounted} from '../../signIn/sessions.ts';

export const adminLog: Handler<'adminLog'> = {
  access: 'auditRead',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run(context, {beforeId, limit}) {
    if (beforeId === undefined) await recordCounted(context);
    const before = beforeId === undefined ? {} : {beforeId};
    const page = await readPage(limit, size => context.store.loginList({...before, limit: size}));
    return {records: page.rows, hasMore: page.hasMore};
  },
};
