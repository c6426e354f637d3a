/**
 * Decides which key an encrypted server must have: the known one, else the one in a link, else the one that the person confirms.
 */
import {askKey, requireKey, SELF_SIGNED, UnknownServer, type Shown} from '../../client/line/secure.ts';
import type {ServerIdentity} from '../../client/line/identity.ts';
import {certificateReason} from '../../client/line/troubles.ts';
import {addressOf} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {readFingerprint, showFingerprint} from '../../shared/access/fingerprint.ts';
import type {Shell} from '../shell.ts';
import {knownKeyOf, rememberKey, type KnownKey} from '../settings/knownServers.ts';

interface Asked {
  /** Fingerprint named in a link. */
  told?: string | undefined;
  /** Whether to ask on the terminal; the full screen asks by itself. */
  mayAsk: boolean;
}

/** @throws server-unknown, server-key-changed, certificate-refused, or the reason why the server does not answer */
export async function serverKeyFor(shell: Shell, serverUrl: string, {told, mayAsk}: Asked): Promise<ServerIdentity> {
  const named = (await shell.clientSettings()).fingerprint ?? told;
  const known = knownKeyOf(shell.paths, serverUrl);
  if (known !== undefined) return identityOf(requireSame(known, named, addressOf(serverUrl)));
  const shown = await askKey(serverUrl);
  const key =
    named === undefined ? await keyOfNew(shell, serverUrl, shown, mayAsk) : keyAsNamed(shown, named, serverUrl);
  rememberKey(shell.paths, serverUrl, key);
  return identityOf(key);
}

const identityOf = (key: KnownKey): ServerIdentity => (key === 'authority' ? {} : key);

/** A link or an option cannot replace a known key. @throws server-key-changed */
function requireSame(known: KnownKey, named: string | undefined, address: string): KnownKey {
  if (named === undefined || (known !== 'authority' && known.fingerprint === named)) return known;
  const before =
    known === 'authority' ? 'a certificate that an authority vouches for' : showFingerprint(known.fingerprint);
  throw new ChatError(
    'server-key-changed',
    `The link or option names the key ${showFingerprint(named)} for ${address}, which is known by ${before}`,
  );
}

function keyAsNamed(shown: Shown, named: string, serverUrl: string): KnownKey {
  requireKey(shown, named, addressOf(serverUrl));
  return {fingerprint: named};
}

async function keyOfNew(shell: Shell, serverUrl: string, shown: Shown, mayAsk: boolean): Promise<KnownKey> {
  const address = addressOf(serverUrl);
  if (shown.refusal === undefined) return 'authority';
  // A certificate that is expired, for another name, or from an unknown authority is refused, not pinned.
  if (shown.refusal !== SELF_SIGNED)
    throw new ChatError('certificate-refused', `${address}: ${certificateReason(shown.refusal)}`);
  requireKey(shown, shown.fingerprint, address);
  const unknown = new UnknownServer(address, shown.fingerprint);
  const isTerminal = shell.stdin.isTTY && shell.stderr.isTTY;
  if (!mayAsk || !isTerminal || !(await isRight(shell, unknown))) throw unknown;
  return {fingerprint: shown.fingerprint};
}

/** Asks as ssh does: the answer is yes, or the fingerprint. @throws interrupted */
async function isRight(shell: Shell, {address, fingerprint}: UnknownServer): Promise<boolean> {
  const {askLine} = await import('../secrets/password.ts');
  shell.tell(
    `${address} is met for the first time, and no authority vouches for its key:\n  ` +
      `${showFingerprint(fingerprint)}\nThe server prints this at its start, and its join link carries it.`,
  );
  const answer = (
    await askLine(shell, 'Is it the right one? Type yes, or the fingerprint that you were given: ')
  ).trim();
  return /^y(?:es)?$/i.test(answer) || readFingerprint(answer) === fingerprint;
}
