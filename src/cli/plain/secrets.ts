/** Asks for secrets in plain mode, line by line, without echo on a terminal. */
import {doPassphrase, type PassphraseAction} from '../../client/actions/account/keyPassphrase.ts';
import {changePassword} from '../../client/actions/account/session.ts';
import {passwordForm, passwordLengthFault} from '../../shared/access/password.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Client} from '../../client/client.ts';
import type {TypedLines} from './typedLines.ts';

interface Asking {
  client: Client;
  lines: Pick<TypedLines, 'askHidden'>;
  print: (this: void, line: string) => void;
}

/** @throws ChatError passwords-differ */
async function askTwice({lines}: Asking, question: string): Promise<string> {
  const next = await lines.askHidden(question);
  const again = await lines.askHidden('The same again:');
  if (passwordForm(again) !== passwordForm(next)) throw new ChatError('passwords-differ');
  return next;
}

/** @throws ChatError */
export async function askForPassword(plain: Asking): Promise<void> {
  const {client, lines, print} = plain;
  const oldPassword = await lines.askHidden('Old password:');
  const newPassword = await askTwice(plain, 'New password:');
  await changePassword(client, {oldPassword, newPassword});
  print('Your password is changed. All your other logins have ended.');
}

/** The passphrase of this machine's keys: unlock, set, change, remove. @throws ChatError */
export async function askForPassphrase(plain: Asking, action: PassphraseAction): Promise<void> {
  const {client, lines, print} = plain;
  const passphrase = action === 'set' ? '' : await lines.askHidden('Passphrase of the keys, as it is:');
  const next = action === 'set' || action === 'change' ? await askTwice(plain, 'New passphrase:') : '';
  const fault = next === '' ? undefined : passwordLengthFault(next);
  if (fault !== undefined) throw new ChatError(fault);
  print(await doPassphrase(client, {action, passphrase, next}));
}
