/** The passphrase of this machine's encryption keys: unlocks, sets, changes and removes it. */
import {passwordLengthFault} from '../../../shared/access/password.ts';
import {ChatError} from '../../../shared/errors.ts';
import {diskTroubleOf} from '../../../shared/machine/diskTrouble.ts';
import type {Client} from '../../client.ts';

export type PassphraseAction = 'unlock' | 'set' | 'change' | 'remove';

export interface Passphrases {
  action: PassphraseAction;
  /** The current passphrase; empty when none is set. */
  passphrase: string;
  /** The new passphrase; empty for actions that set none. */
  next: string;
}

/**
 * The action that fits the current state: `set` becomes `change` when a passphrase exists.
 * @throws keys-…, passphrase-absent
 */
export async function passphraseAction(client: Client, wanted: 'set' | 'remove' | 'unlock'): Promise<PassphraseAction> {
  if (wanted === 'unlock') return wanted;
  const {store} = await client.parts.keys.session();
  if (store.isBehindPassphrase()) return wanted === 'set' ? 'change' : wanted;
  if (wanted === 'remove') throw new ChatError('passphrase-absent');
  return wanted;
}

const LENGTH_FAULTS = {'password-short': 'passphrase-short', 'password-long': 'passphrase-long'} as const;

/**
 * Checks the length of the new passphrase, by the limits of a password.
 * @returns the error code; `undefined` if the length is allowed, or the action sets no passphrase
 */
export function passphraseFault({
  action,
  next,
}: Pick<Passphrases, 'action' | 'next'>): 'passphrase-short' | 'passphrase-long' | undefined {
  if (action !== 'set' && action !== 'change') return undefined;
  const fault = passwordLengthFault(next);
  return fault && LENGTH_FAULTS[fault];
}

/**
 * @returns a sentence about the result. @throws passphrase-short, passphrase-long, passphrase-wrong, file-unwritable, and errors
 * of the keychain
 */
export async function doPassphrase(client: Client, wanted: Passphrases): Promise<string> {
  const fault = passphraseFault(wanted);
  if (fault !== undefined) throw new ChatError(fault);
  try {
    return await done(client, wanted);
  } catch (error) {
    throw diskTroubleOf(error, client.local.dirOf(client.getState().me?.name ?? '')) ?? error;
  }
}

async function done(client: Client, {action, passphrase, next}: Passphrases): Promise<string> {
  const name = client.getState().me?.name ?? '';
  const place = client.options.secretPlace?.(name);
  if (action === 'unlock') {
    place?.say?.(passphrase);
    await client.parts.keys.session();
    // A new connection requests everything again that could not be decrypted so far.
    client.line.retry('disconnected', '');
    return 'The keys are open: encrypted conversations can be read.';
  }
  const {store} = await client.parts.keys.session();
  const isBehind = store.isBehindPassphrase();
  if (isBehind && !(await store.isPassphrase(passphrase))) throw new ChatError('passphrase-wrong');
  if (action === 'remove') {
    await store.removePassphrase();
    return `The key of your keys lies in ${place?.label ?? 'its place'} again, without a passphrase.`;
  }
  await store.setPassphrase(next);
  return 'From the next start on your keys ask for this passphrase. Without it and without the recovery phrase they are lost.';
}
