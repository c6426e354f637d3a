/** Devices on which a person is logged in, and logging them out: connections and transfers end at once. */
import type {Device} from '../../shared/model.ts';
import type {ServerContext} from '../context.ts';
import {endConnections, isSameToken} from './sessions.ts';
import type {StoredSession} from '../storeContract/signIn.ts';
import {recordDeed, type Doer} from '../audit/audit.ts';

interface Meant {
  userId: number;
  name: string;
  /** Absent: all devices. */
  number?: number | undefined;
  /** Hash of the caller's own token. */
  exceptTokenHash?: Uint8Array | undefined;
}

/** @param own hash of the caller's token */
export async function devicesOf(server: ServerContext, userId: number, own?: Uint8Array): Promise<Device[]> {
  const sessions = await server.store.sessionList(userId);
  const connected = server.connections.of(userId);
  return sessions.map(({tokenHash, number, deviceName, address, createdAtMs, lastUsedAtMs, grant}) => {
    const here = connected.filter(one => one.tokenHash !== undefined && isSameToken(one.tokenHash, tokenHash));
    return {
      number,
      deviceName,
      address: here[0]?.address ?? address,
      createdAtMs,
      lastUsedAtMs: here.length > 0 ? server.now() : lastUsedAtMs,
      connections: here.length,
      ...(grant !== undefined && {expiresAtMs: grant.expiresAtMs}),
      isThis: own !== undefined && isSameToken(own, tokenHash),
    };
  });
}

/** @throws device-not-found, not-allowed, owner-stays */
export async function endDevices(server: ServerContext, by: Doer, meant: Meant): Promise<number> {
  const {userId, name, number, exceptTokenHash} = meant;
  const ended = await server.store.sessionRevoke({
    userId,
    byUserId: by.userId,
    ...(number !== undefined && {number}),
    ...(exceptTokenHash !== undefined && {exceptTokenHash}),
  });
  if (ended.length === 0) return 0;
  const all = ended.length === 1 ? 'one device' : `${ended.length} devices`;
  const which = number === undefined ? all : `device ${number}`;
  recordDeed(server, by, {method: 'log-out', about: `${which} of @${name}`});
  cutOff(server, ended);
  return ended.length;
}

/** Ends the connections of ended sessions. */
export function cutOff(server: ServerContext, ended: readonly StoredSession[]): void {
  for (const userId of new Set(ended.map(one => one.userId))) {
    const own = ended.filter(one => one.userId === userId);
    endConnections(server, userId, hash => own.some(({tokenHash}) => isSameToken(tokenHash, hash)));
  }
}
