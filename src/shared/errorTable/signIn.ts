/** Errors of making accounts, logging in and invitations. */
import {errorKind, ownError, ownUsage} from './errorKind.ts';

export const SIGN_IN_ERRORS = {
  'registration-closed': errorKind('This server takes no new accounts. Ask its owner.'),
  'invite-needed': errorKind(
    'This server takes new accounts by invitation only. Use the join link that you were given.',
  ),
  'owner-code-wrong': errorKind(
    'This owner code is not valid: wrong, or used already. A server without an owner prints its owner link when it starts.',
  ),
  'second-factor-needed': errorKind(
    'This account has a second factor. Type the code that your authenticator shows, or a recovery code{|, with --code}.',
    false,
    {
      field: 'code',
      isAboutSession: true,
      endsLogin: true,
    },
  ),
  'second-factor-wrong': errorKind(
    'This code is not good ({detail}). Wait for the next one, or use a recovery code.',
    false,
    {
      field: 'code',
      isWrongGuess: true,
    },
  ),
  'second-factor-missing': errorKind(
    'This server asks for a second factor. {Log in by password to set one up.|Set one up with chat-tui ' +
      'second-factor on --user NAME, then log in again.}',
    false,
    {isAboutSession: true, endsLogin: true},
  ),
  'ssh-key-invalid': errorKind(
    'This is no SSH key that can be used here: one line of a .pub file, Ed25519, ECDSA, or RSA of 2048 bits and more.',
  ),
  'ssh-key-there': errorKind('The key {detail} is in your list already.'),
  'ssh-key-not-found': errorKind('There is no key {detail} in your list. Use {/ssh-keys|chat-tui ssh-keys} to see it.'),
  'too-many-keys': errorKind('You have {detail} SSH keys, which is the limit. Remove one first.'),
  'ssh-key-needed': errorKind(
    'This server lets you in by an SSH key alone. {Ctrl+K takes yours.|Use chat-tui login --ssh.}',
    false,
    {isAboutSession: true, endsLogin: true},
  ),
  'ssh-key-missing': errorKind(
    'This server lets you in by an SSH key alone, and you have none here yet. {Log in by password, then ' +
      'Ctrl+K adds yours.|Use chat-tui login --ssh --add-key.}',
    false,
    {isAboutSession: true, endsLogin: true},
  ),
  'ssh-agent-absent': ownUsage(
    'No SSH agent answers here, and no key file is named. Add your key to an agent with ssh-add, or name its ' +
      'file with --identity.',
  ),
  'ssh-key-unknown': ownError(
    'The server takes none of these SSH keys for this name. Log in by password, then add one with {/ssh-keys ' +
      'add|chat-tui ssh-keys add}.',
  ),
  'ssh-file-absent': ownUsage('There is no key file {detail} that can be read.'),
  'ssh-file-readable': ownUsage(
    'Others may read the key file {detail}. Take that from them: chmod 600, then try again.',
  ),
  'ssh-file-invalid': ownUsage(
    'In {detail} is no private SSH key that can be used: Ed25519, ECDSA, or RSA of 2048 bits and more, of ssh-keygen or PEM.',
  ),
  'ssh-passphrase-needed': ownError('The key file {detail} is encrypted. Type its passphrase.', {field: 'passphrase'}),
  'ssh-passphrase-wrong': ownError('This is not the passphrase of {detail}, or the file is damaged. Type it again.', {
    field: 'passphrase',
  }),
  'reset-over': errorKind(
    'This link sets no password any more: it was used, has expired, another one was made, or the rights of somebody have ' +
      'changed. Ask an admin for a new one.',
  ),
  'server-absent': ownUsage('There is no data of a server in {detail}. Say where it is with --data.'),
  'server-runs': ownUsage(
    'A server runs on {detail}. Stop it first; or use chat-tui admin reset-password @NAME while it runs.',
  ),
  'no-owner': ownUsage('This server has no owner yet: chat-tui serve prints the owner link at its start.'),
  'device-not-found': errorKind('No device {detail} is logged in. Use {/devices|chat-tui devices} to see them.'),
  'login-too-old': errorKind(
    'You logged in here before your account had its second factor. Log out, log in again with a code, then make the token.',
  ),
  'token-not-found': errorKind('There is no token {detail}. Use {/token|chat-tui token list} to see them.'),
  'token-right-missing': errorKind(
    'This token may not do that: it lacks the right {detail}. Make another one with it, or log in with the account itself.',
  ),
  'token-never': errorKind('No token for a program may do that. Log in with the account itself.'),
  'token-all-rooms': errorKind(
    'This token is good in some rooms only, and this concerns all. Make one without --room, or log in with the account itself.',
  ),
  'token-usage': ownUsage(
    'A token takes a name, an end and rights: {/token create backup 30d read,send #garden|chat-tui token ' +
      'create backup --for 30d --rights read,send}. The rights are read, send, files, rooms, people and ' +
      'settings.',
  ),
  'too-many-tokens': errorKind('You have {detail} tokens, which is the limit. Revoke some first.'),
  'invitation-over': errorKind('This invitation is not good: {detail}. Ask for a new join link.'),
  'invitation-elsewhere': ownError(
    'This invitation is for {detail}; nothing was sent there. Go there with: chat-tui join LINK.',
  ),
  'invitation-not-found': errorKind(
    'There is no invitation {detail}. Use {/admin invites|chat-tui admin invites} to see them.',
  ),
  'too-many-invitations': errorKind('{detail} invitations are open, which is the limit. Revoke some first.'),
};
