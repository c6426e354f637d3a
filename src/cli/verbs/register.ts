/** `register`: creates an account on a server and logs in. */
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {signIn} from '../account/signIn.ts';
import {readInviteFile, readTypedInvite} from '../secrets/linkGiven.ts';
import {ownerCodeFor} from '../secrets/ownerCode.ts';
import {PASSWORD_STDIN, readNewPassword} from '../secrets/password.ts';
import {JSON_OPTION, pathOption, textOption, type Verb} from '../verb.ts';
import {register as makeAccount} from '../../client/actions/account/session.ts';

export const register: Verb = {
  name: 'register',
  usage: '',
  summary: 'make an account and log in with it',
  prints: 'Login',
  options: [
    PASSWORD_STDIN,
    {
      flags: '--display-name <name>',
      meaning: `how others see you besides your login name, at most ${FIXED_LIMITS.displayNameLengthMax} characters`,
    },
    {
      flags: '--invite <code>',
      meaning: 'the join link, or its code, what stands behind its #, where accounts are by invitation',
    },
    {
      flags: '--invite-file <file>',
      meaning: 'one of the files that hold such a link or code: nobody reads it from your command line',
    },
    {
      flags: '--owner-code-file <file>',
      meaning:
        'one of the files that hold the owner code of a server without owner: owner-code in its data folder; ' +
        'that of your own is found without this',
    },
    JSON_OPTION,
  ],
  examples: [
    ['chat-tui register --server chat.example.org --user alice', 'asks for a password'],
    ['pass chat | chat-tui register --user build-bot --password-stdin', 'for scripts'],
    ['pass chat | chat-tui register --user boss --password-stdin --owner-code-file owner-code', 'owns the server'],
  ],
  run: (shell, call) =>
    signIn(shell, call, async (client, {name, serverUrl, inviteCode, ownerCode}) => {
      const displayName = textOption(call, 'displayName')?.slice(0, FIXED_LIMITS.displayNameLengthMax);
      const inviteFile = pathOption(call, 'inviteFile');
      const typed = textOption(call, 'invite');
      const given = typed === undefined ? inviteCode : readTypedInvite(typed);
      const code = inviteFile === undefined ? given : readInviteFile(inviteFile);
      const owner = await ownerCodeFor(shell, client, {
        file: pathOption(call, 'ownerCodeFile'),
        linked: ownerCode,
        serverUrl,
      });
      const password = await readNewPassword(shell, call);
      return makeAccount(client, {
        name,
        password,
        ...(displayName !== undefined && {displayName}),
        ...(code !== undefined && {inviteCode: code}),
        ...(owner !== undefined && {ownerCode: owner}),
      });
    }),
};
