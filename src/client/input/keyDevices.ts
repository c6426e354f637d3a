/** Devices with encryption keys, as `/devices` and `/keys` list and revoke them. */
import {serverCan} from '../core/serverCan.ts';
import {ChatError} from '../../shared/errors.ts';
import {changeDevices, rotateAll} from '../encryption/devices/links.ts';
import type {Client} from '../client.ts';
import type {Outcome} from './command.ts';

/** Rows of the account's encryption devices; empty when this machine or the server has no keys. */
export async function keyRows(client: Client): Promise<string[]> {
  if (client.options.secretPlace === undefined || !serverCan(client.getState(), 'sealed')) return [];
  try {
    const {accounts, name, own} = await client.parts.keys.session();
    const all = (await accounts.refresh(name)).at(-1)?.devices ?? [];
    return all.map(({label, dev}, at) => `${at + 1}  ${label}${dev.equals(own.dev) ? '  (this one)' : ''}`);
  } catch (error) {
    if (error instanceof ChatError && error.code === 'keys-unkept') return [];
    throw error;
  }
}

/** Revokes a device and renews the keys of all conversations at once. @throws device-not-found, keys-absent */
export async function revokeDevice(client: Client, number: string): Promise<Outcome> {
  const session = await client.parts.keys.session();
  const devices = (await session.accounts.refresh(session.name)).at(-1)?.devices ?? [];
  const gone = devices[Number(number) - 1];
  if (gone === undefined) throw new ChatError('device-not-found');
  if (!session.isApproved()) throw new ChatError('keys-absent');
  await changeDevices(client, session, {
    type: 'revoke',
    devices(now) {
      const others = now.filter(({dev}) => !dev.equals(gone.dev));
      // Another device has just revoked it.
      if (others.length === now.length) throw new ChatError('device-not-found');
      return others;
    },
  });
  const isOwn = gone.dev.equals(session.own.dev);
  // After revoking this device it cannot sign: the other devices renew the keys before their next message.
  const changed = isOwn ? 0 : await rotateAll(session);
  const keys =
    changed === 0 ? '' : ` The keys of ${changed} ${changed === 1 ? 'conversation' : 'conversations'} were changed.`;
  return {
    kind: 'told',
    sentence:
      `${isOwn ? 'This device' : gone.label} cannot read what is said from now on.${keys} End its login as ` +
      'well: /devices end',
  };
}
