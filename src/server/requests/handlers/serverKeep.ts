/** Keeps an embedded server running when nobody is connected. */
import {ChatError} from '../../../shared/errors.ts';
import {doerOf, recordDeed} from '../../audit/audit.ts';
import type {Handler} from '../handler.ts';

export const serverKeep: Handler<'serverKeep'> = {
  access: 'serverStop',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  async run(context) {
    const {settings, lifetime, me, connection} = context;
    if (!settings.isEmbedded) throw new ChatError('not-allowed');
    recordDeed(context, doerOf(me, connection), {method: 'keep'});
    lifetime.keep();
    return {};
  },
};
