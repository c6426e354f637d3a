/** An embedded server stays although nobody is connected. */
import {ChatError} from '../../../shared/errors.ts';
import type {Handler} from '../handler.ts';

export const serverKeep: Handler<'serverKeep'> = {
  access: 'admin',
  lane: 'chat',
  order: 'alone',
  async run({settings, life}) {
    if (!settings.isEmbedded) throw new ChatError('not-allowed');
    life.keep();
    return {};
  },
};
