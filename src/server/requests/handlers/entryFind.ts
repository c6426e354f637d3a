/** Finds a place in a room’s log: the first entry at a time, or the next mention of oneself. */
import {ChatError} from '../../../shared/errors.ts';
import type {Params} from '../../../shared/protocol.ts';
import type {Handler} from '../handler.ts';

export const entryFind: Handler<'entryFind'> = {
  access: 'account',
  token: {right: 'read', where: 'named'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run({me, store}, params) {
    const seq = await store.entryFind({roomId: params.roomId, userId: me.userId, place: placeOf(params)});
    return seq === undefined ? {} : {seq};
  },
};

function placeOf({atMs, mentionBeforeSeq, mentionAfterSeq}: Params<'entryFind'>) {
  const places = [
    ...(atMs === undefined ? [] : [{atMs}]),
    ...(mentionBeforeSeq === undefined ? [] : [{mentionBeforeSeq}]),
    ...(mentionAfterSeq === undefined ? [] : [{mentionAfterSeq}]),
  ];
  const [place, other] = places;
  if (place === undefined || other !== undefined) throw new ChatError('bad-request', 'exactly one place');
  return place;
}
