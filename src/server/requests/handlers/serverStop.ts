/** Stops an embedded server. */
import {ChatError} from '../../../shared/errors.ts';
import type {Handler} from '../handler.ts';

export const serverStop: Handler<'serverStop'> = {
  access: 'admin',
  lane: 'chat',
  order: 'alone',
  async run({settings, life}) {
    if (!settings.isEmbedded) throw new ChatError('not-allowed');
    life.stop();
    return {};
  },
};
