/** Replaces the text of one’s own message. Answered after the commit. */
import type {Handler} from '../handler.ts';
import {placedOf} from '../views.ts';
import {takeText} from '../messageText.ts';

export const messageEdit: Handler<'messageEdit'> = {
  access: 'account',
  token: {right: 'send', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run(context, {roomId, seq, clientMsgId, text}) {
    takeText(context, text);
    const {me, store, now, settings} = context;
    const {editMinutesMax = 0} = settings;
    const withinMs = editMinutesMax === 0 ? undefined : editMinutesMax * 60_000;
    const deed = {roomId, seq, userId: me.userId, entryId: clientMsgId, atMs: now()};
    return placedOf(await store.messageEdit({...deed, text: text.toWellFormed(), withinMs}));
  },
};
