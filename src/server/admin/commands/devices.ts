/** Devices of a person, logging them out, password resets, second factors, keys and tokens. */
import {loginOf} from '../../../shared/words/typedName.ts';
import {ChatError} from '../../../shared/errors.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';
import {dropSecondFactor} from '../../signIn/secondFactor.ts';
import {dropSshKeys} from '../../signIn/sshLogin.ts';
import {makeReset} from '../../signIn/resets.ts';
import {devicesOf, endDevices} from '../../signIn/devices.ts';
import {revokeProgramToken, toProgramToken} from '../../signIn/tokens.ts';
import type {RowFor} from '../../../shared/admin/table.ts';
import type {ServerContext} from '../../context.ts';
import type {StoredSession} from '../../storeContract/signIn.ts';
import {targetOf} from '../../moderation/targetOf.ts';
import type {AdminBody} from '../body.ts';

export const devices: AdminBody<'devices'> = async (server, asked) => {
  const account = await server.store.accountFind(asked.args.user.toLowerCase());
  if (account === undefined) throw new ChatError('user-not-found', asked.args.user);
  const all = await devicesOf(server, account.userId);
  const from = asked.after === undefined ? 0 : Number(asked.after) || 0;
  const rows = all.slice(from, from + asked.limit);
  const next = from + rows.length;
  return {
    rows: rows.map(({isThis: _own, ...row}) => ({...row, device: row.number})),
    next: next < all.length ? String(next) : undefined,
  };
};

export const logOut: AdminBody<'log-out'> = async (server, {by, args: {user, device}}) => {
  const {userId, name} = await targetOf(server, by, user);
  if (device !== undefined && !/^\d{1,9}$/.test(device)) throw new ChatError('device-not-found', device.slice(0, 20));
  const number = device === undefined ? undefined : Number(device);
  const count = await endDevices(server, by, {userId, name, number});
  return {told: [`@${name} is logged out on ${count === 1 ? 'one device' : `${count} devices`}.`]};
};

export const tokens: AdminBody<'tokens'> = async (server, asked) => {
  const {store, now} = server;
  const {user} = asked.args;
  const owner = user === undefined ? undefined : await store.accountFind(loginOf(user));
  if (user !== undefined && owner === undefined) throw new ChatError('user-not-found', user);
  const [userId = 0, number = 0] = (asked.after ?? '').split(' ').map(Number);
  const found = await store.tokenList({
    ...(owner !== undefined && {userId: owner.userId}),
    after: {userId, number},
    limit: asked.limit + 1,
    nowMs: now(),
  });
  const rows = await Promise.all(found.slice(0, asked.limit).map(one => toRow(server, one, asked.by.userId)));
  const last = found[asked.limit - 1];
  return {
    rows: rows.flatMap(row => row ?? []),
    next: found.length > asked.limit && last !== undefined ? `${last.userId} ${last.number}` : undefined,
  };
};

async function toRow(
  server: ServerContext,
  session: StoredSession,
  seenBy: number,
): Promise<RowFor<'tokens'> | undefined> {
  const [token, account] = await Promise.all([
    toProgramToken(server, session, seenBy),
    server.store.accountFindById(session.userId),
  ]);
  if (token === undefined) return undefined;
  const {number, name, ...rest} = token;
  return {user: account?.name ?? '', token: number, tokenName: name, ...rest};
}

export const revokeToken: AdminBody<'revoke-token'> = async (server, {by, args: {user, token}}) => {
  const {userId, name} = await targetOf(server, by, user);
  if (!/^\d{1,9}$/.test(token)) throw new ChatError('token-not-found', token.slice(0, 20));
  await revokeProgramToken(server, by, {userId, name, number: Number(token)});
  return {told: [`Token ${token} of @${name} is void.`]};
};

export const resetPassword: AdminBody<'reset-password'> = async (server, {by, args}) => {
  const made = await makeReset(server, by, args);
  return {rows: [made], told: [`For @${made.name}, once, until ${dateTimeOf(made.expiresAtMs)}.`]};
};

export const resetSecondFactor: AdminBody<'reset-second-factor'> = async (server, {by, args}) => ({
  told: [`@${await dropSecondFactor(server, by, args.user)} has no second factor now.`],
});

export const resetSshKeys: AdminBody<'reset-ssh-keys'> = async (server, {by, args}) => ({
  told: [`@${await dropSshKeys(server, by, args.user)} has no SSH keys now.`],
});
