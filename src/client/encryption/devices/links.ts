/** Appends links to the own device chain, signed by this device or by the recovery phrase. */
import type {KeyObject} from 'node:crypto';
import {ChatError} from '../../../shared/errors.ts';
import type {AccountState} from '../../../shared/sealed/accountChain.ts';
import {
  DEVICES_MAX,
  ROOT_SIGNER,
  signLink,
  type DeviceKeys,
  type LinkType,
} from '../../../shared/sealed/accountLink.ts';
import {toText} from '../../../shared/sealed/primitives/bytes.ts';
import type {Core} from '../../core/core.ts';
import type {KeySession} from '../session.ts';

interface Change {
  type: LinkType;
  /** Computes the new device list from the newest one, so that a concurrent change by another device is kept. */
  devices: (now: readonly DeviceKeys[]) => readonly DeviceKeys[];
  /** The root key that signs the link; absent: this device signs. */
  root?: KeyObject;
}

/** @throws keys-absent, devices-full, chain-taken, and refusals of the server */
export async function changeDevices(
  client: Core,
  {name, own, accounts}: Pick<KeySession, 'name' | 'own' | 'accounts'>,
  {type, devices: choose, root}: Change,
): Promise<AccountState> {
  const before = (await accounts.refresh(name)).at(-1);
  if (before === undefined) throw new ChatError('keys-absent');
  const devices = choose(before.devices);
  if (devices.length > DEVICES_MAX) throw new ChatError('devices-full', String(DEVICES_MAX));
  const link = signLink(
    {
      type,
      n: before.n + 1,
      prev: before.head,
      serverId: await accounts.serverId(),
      name,
      root: before.root,
      recovery: before.recovery,
      devices,
      signer: root === undefined ? own.dev : ROOT_SIGNER,
    },
    root ?? own.signKey,
  );
  await client.line.request('accountLinkAdd', {link: toText(link)});
  const after = (await accounts.refresh(name)).at(-1);
  if (after === undefined) throw new ChatError('keys-absent');
  return after;
}

/**
 * Renews the keys of all conversations after a device or key was removed. A conversation where this fails is renewed before
 * its next message.
 * @returns the number of conversations
 */
export async function rotateAll({conversations, name}: KeySession): Promise<number> {
  let count = 0;
  for (const {roomId} of await conversations.loadAll()) {
    try {
      const one = await conversations.refresh(roomId);
      const names = one?.epochs.at(-1)?.statement.members.map(member => member.name) ?? [];
      if (!names.includes(name)) continue;
      await conversations.renew(roomId, names);
      count++;
    } catch (error) {
      if (!(error instanceof ChatError) || error.code === 'disconnected') throw error;
    }
  }
  return count;
}
