/** Removes a file of anybody, in any room. */
import type {Handler} from '../handler.ts';
import {doerOf} from '../../audit/audit.ts';
import {deleteFile} from '../../moderation/kicksAndRoles.ts';

export const fileDelete: Handler<'fileDelete'> = {
  access: 'fileDelete',
  token: 'never',
  lane: 'transfer',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  async run(context, {fileId}) {
    await deleteFile(context, {by: doerOf(context.me, context.connection), fileId});
    return {};
  },
};
