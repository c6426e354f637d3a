/** Stops an embedded server. */
import {ChatError} from '../../../shared/errors.ts';
import {doerOf, recordDeed} from '../../audit/audit.ts';
import type {Handler} from '../handler.ts';

export const serverStop: Handler<'serverStop'> = {
  access: 'serverStop',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  async run(context) {
    const {settings, lifetime, me, connection} = context;
    if (!settings.isEmbedded) throw new ChatError('not-allowed');
    recordDeed(context, doerOf(me, connection), {method: 'stop'});
    lifetime.stop();
    return {};
  },
};
