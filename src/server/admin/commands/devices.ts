/** On which devices somebody is logged in, logging them out, and forgotten passwords. */
import {ChatError} from '../../../shared/errors.ts';
import {dateTimeOf} from '../../../shared/text/timeText.ts';
import {dropSecondFactor} from '../../signIn/secondFactor.ts';
import {makeReset} from '../../signIn/resets.ts';
import {devicesOf, endDevices} from '../../signIn/devices.ts';
import {targetOf} from '../../hub/moderation/targetOf.ts';
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

export const resetPassword: AdminBody<'reset-password'> = async (server, {by, args}) => {
  const made = await makeReset(server, by, args);
  return {rows: [made], told: [`For @${made.name}, once, until ${dateTimeOf(made.expiresAtMs)}.`]};
};

export const resetSecondFactor: AdminBody<'reset-second-factor'> = async (server, {by, args}) => ({
  told: [`@${await dropSecondFactor(server, by, args.user)} has no second factor now.`],
});
