/** `/ban`, `/unban` and `/reports`: moderation commands that need no `/admin` before them. */
import type {Command} from '../command.ts';
import {completeAdmin} from '../../../shared/admin/words.ts';
import {admin, knownTo} from './admin.ts';

const toCommand = (name: string, usage: string, summary: string): Command => ({
  name,
  usage,
  summary,
  complete: (state, words, started) => completeAdmin([name, ...words], started, knownTo(state)),
  run: (client, {words, rest, ...at}) =>
    admin.run(client, {words: [name, ...words], rest: `${name} ${rest}`.trim(), ...at}),
});

export const ban = toCommand(
  'ban',
  '@name|address|network [10m|2h|1d] [why]',
  'Keeps an account, an address or a network out, for good or as long as you say. For moderators; networks for admins.',
);
export const unban = toCommand('unban', '@name|address|network', 'Lets them in again. For moderators.');
export const inviteLink = toCommand(
  'invite-link',
  '[#room…] [7d] [--uses N]',
  'Makes a link by which somebody new comes in, once and within 7 days unless you say otherwise; --role ' +
    'guest for a guest. For admins; /admin invites lists them.',
);
export const reports = toCommand(
  'reports',
  '',
  'Lists what people reported. For moderators; /admin settle NUMBER settles one.',
);
