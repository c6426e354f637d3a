/** The handshake of a connection: checks the protocol version, and with a token authenticates the account. */
import {refusal} from '../../shared/errors.ts';
import {agree, PROTOCOL_VERSION} from '../../shared/version.ts';
import {Handshake} from '../../shared/protocol.ts';
import type {Connection} from '../hub/connections.ts';
import type {ServerContext} from '../context.ts';
import {
  recordLogin,
  requireAddressTry,
  requireAdmission,
  requireNoBan,
  requireFreeConnection,
  tokenHashOf,
} from './sessions.ts';

type SignedIn = Pick<Connection, 'account' | 'tokenHash' | 'grant' | 'deviceName' | 'isProgram' | 'dialect'>;
type Place = Pick<Connection, 'address' | 'port'>;

/** @param mayBeAnonymous whether another connection without a login is allowed */
type ShakeHands = (place: Place, auth: unknown, mayBeAnonymous: () => boolean) => Promise<SignedIn>;

/** @throws version-mismatch, session-expired, too-many-connections, too-many-requests, admission-delayed, busy */
export function openHandshake(server: ServerContext): ShakeHands {
  return async (place, auth, mayBeAnonymous) => {
    const parsed = Handshake.safeParse(auth);
    if (!parsed.success) throw refusal('version-mismatch', 'The client did not say which version it speaks.');
    const {
      protocolVersion,
      protocolMinor = 0,
      capabilities = [],
      isProgram = false,
      token,
      deviceName = '',
    } = parsed.data;
    requireVersion(protocolVersion, server.programVersion);
    requireNoBan(server, place.address);
    const dialect = agree({minor: protocolMinor, capabilities});
    if (token === undefined) {
      if (!mayBeAnonymous()) throw refusal('busy');
      return {deviceName, isProgram, dialect};
    }
    const signedIn = await signIn(server, place, token);
    // A client of protocol 1.0 would expect data that tokens do not get, and would not understand the refusals.
    if (signedIn.grant !== undefined && dialect.minor === 0)
      throw refusal('version-mismatch', 'Update your chat-tui: this program knows no tokens with rights.');
    // A program does not make its person appear online.
    return {...signedIn, deviceName, isProgram: isProgram || signedIn.grant !== undefined, dialect};
  };
}

function requireVersion(clientVersion: number, programVersion: string): void {
  if (clientVersion === PROTOCOL_VERSION) return;
  const who = clientVersion < PROTOCOL_VERSION ? 'Update your chat-tui' : 'Ask the server’s operator to update it';
  throw refusal(
    'version-mismatch',
    `${who}: the server is chat-tui ${programVersion} with protocol ${PROTOCOL_VERSION}, the client speaks ${clientVersion}.`,
  );
}

async function signIn(
  server: ServerContext,
  place: Place,
  token: string,
): Promise<Pick<SignedIn, 'account' | 'tokenHash' | 'grant'>> {
  const tokenHash = tokenHashOf(token);
  const account = await server.store.sessionFind(tokenHash, server.now(), place.address);
  try {
    if (account === undefined) {
      requireAddressTry(server, place.address);
      throw refusal('session-expired');
    }
    requireFreeConnection(server, account, place.address);
    const missing = await server.missingRequirement(account);
    if (missing !== undefined) throw refusal(missing);
  } catch (error) {
    recordLogin(server, place, {name: account?.name ?? '', isSuccess: false, method: 'token'});
    throw error;
  }
  requireAdmission(server, account);
  recordLogin(server, place, {name: account.name, isSuccess: true, method: 'token'});
  return {account, tokenHash, grant: account.grant};
}
