/** Reports a person, or a message of a room one is in, to the moderators. */
import {ChatError} from '../../../shared/errors.ts';
import {report} from '../../moderation/sanctions.ts';
import type {Handler} from '../handler.ts';

export const reportMake: Handler<'reportMake'> = {
  access: 'account',
  token: {right: 'people', where: 'all'},
  lane: 'chat',
  order: 'alone',
  limit: {count: 10, perSeconds: 60},
  async run(context, {name, roomId, seq, reason}) {
    const isMessage = roomId !== undefined && seq !== undefined;
    if (isMessage === (name !== undefined)) throw new ChatError('bad-request', 'a name, or a room and a seq');
    const place = isMessage ? {roomId, seq} : undefined;
    await report(context, {by: context.me, name, place, reason: reason.toWellFormed()});
    return {};
  },
};
