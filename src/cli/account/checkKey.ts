/** Accepts a server's current key: confirmed by the person, or equal to the one that was named. */
import {askKey, requireKey, type Shown} from '../../client/line/secure.ts';
import {addressOf} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {readFingerprint, showFingerprint} from '../../shared/access/fingerprint.ts';
import {knownKeyOf, rememberKey, type KnownKey} from '../settings/knownServers.ts';
import type {Shell} from '../shell.ts';
import {askLine} from '../secrets/password.ts';

/**
 * Gets the server's current key, has it confirmed, and stores it as trusted. @param linked the fingerprint in a link
 * @throws terminal-needed, key-not-trusted, certificate-refused, or the reason why the server does not answer
 */
export async function checkKey(shell: Shell, serverUrl: string, linked?: string): Promise<KnownKey> {
  const named = (await shell.clientSettings()).fingerprint ?? linked;
  const address = addressOf(serverUrl);
  const shown = await askKey(serverUrl);
  requireKey(shown, shown.fingerprint, address);
  if (named !== undefined && named !== shown.fingerprint)
    throw new ChatError('key-not-trusted', `${showFingerprint(shown.fingerprint)} is the key of ${address}`);
  if (named === undefined && !(await isAgreed(shell, serverUrl, shown)))
    throw new ChatError('key-not-trusted', `${showFingerprint(shown.fingerprint)} is the key of ${address}`);
  // A certificate from an authority may have another key after each renewal, so no key is pinned.
  const key = named === undefined && shown.refusal === undefined ? 'authority' : {fingerprint: shown.fingerprint};
  rememberKey(shell.paths, serverUrl, key);
  return key;
}

/** Shows the known and the current key and asks for confirmation. @throws terminal-needed */
async function isAgreed(shell: Shell, serverUrl: string, {fingerprint, refusal}: Shown): Promise<boolean> {
  const known = knownKeyOf(shell.paths, serverUrl);
  shell.tell(`known: ${known === undefined ? 'nothing' : textOf(known)}`);
  shell.tell(
    `shown: ${showFingerprint(fingerprint)}${refusal === undefined ? ', and an authority vouches for it' : ''}`,
  );
  if (!shell.stdin.isTTY || !shell.stderr.isTTY) throw new ChatError('terminal-needed', '--fingerprint');
  const answer = (
    await askLine(shell, 'Is it the right one? Type yes, or the fingerprint that you were given: ')
  ).trim();
  return /^y(?:es)?$/i.test(answer) || readFingerprint(answer) === fingerprint;
}

const textOf = (key: KnownKey): string =>
  key === 'authority' ? 'a certificate that an authority vouches for' : showFingerprint(key.fingerprint);
