/** Adds a reaction to an entry, or removes it. */
import {isEmoji} from '../../../shared/words/emoji.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Handler} from '../handler.ts';
import {placedOf} from '../views.ts';

export const reactionSet: Handler<'reactionSet'> = {
  access: 'account',
  token: {right: 'send', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 240, perSeconds: 60},
  async run({me, store, now}, {roomId, seq, clientMsgId, emoji, isOn}) {
    if (!isEmoji(emoji)) throw new ChatError('emoji-invalid');
    const deed = {roomId, seq, userId: me.userId, entryId: clientMsgId, atMs: now()};
    return placedOf(await store.reactionSet({...deed, emoji, isOn}));
  },
};
