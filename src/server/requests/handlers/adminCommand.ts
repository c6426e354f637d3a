/** Runs one of the admin commands, which `chat-tui help admin` lists. */
import type {Handler} from '../handler.ts';
import {runAdmin} from '../../admin/run.ts';
import {doerOf} from '../../audit/audit.ts';

export const adminCommand: Handler<'adminCommand'> = {
  access: 'account',
  token: 'never',
  lane: 'transfer',
  order: 'alone',
  limit: {count: 600, perSeconds: 60},
  run: (context, params) =>
    runAdmin(context, {...doerOf(context.me, context.connection), role: context.me.role, isLocal: false}, params),
};
