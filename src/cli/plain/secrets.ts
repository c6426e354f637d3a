/** Asks for secrets in plain mode, line by line, without echo on a terminal. */
import {doPassphrase, type PassphraseAction} from '../../client/actions/account/keyPassphrase.ts';
import {changePassword} from '../../client/actions/account/session.ts';
import type {Client} from '../../client/client.ts';
import {askTwice} from '../secrets/password.ts';
import type {TypedLines} from './typedLines.ts';

interface Asking {
  client: Client;
  lines: Pick<TypedLines, 'askHidden'>;
  print: (this: void, line: string) => void;
}

/** @throws ChatError */
export async function askForPassword(plain: Asking): Promise<void> {
  const {client, lines, print} = plain;
  const oldPassword = await lines.askHidden('Old password:');
  const newPassword = await askTwice(question => lines.askHidden(question), 'New password:');
  await changePassword(client, {oldPassword, newPassword});
  print('Your password is changed. All your other logins have ended.');
}

/** Asks for the passphrase of this machine's encryption keys: to unlock, set, change or remove it. @throws ChatError */
export async function askForPassphrase(plain: Asking, action: PassphraseAction): Promise<void> {
  const {client, lines, print} = plain;
  const passphrase = action === 'set' ? '' : await lines.askHidden('Passphrase of the keys, as it is:');
  const ask = (question: string) => lines.askHidden(question);
  const isNew = action === 'set' || action === 'change';
  const next = isNew ? await askTwice(ask, 'New passphrase:', 'passphrases-differ') : '';
  print(await doPassphrase(client, {action, passphrase, next}));
}
