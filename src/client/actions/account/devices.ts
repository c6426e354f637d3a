/** Lists the devices of one's login and logs them out. */
import {ChatError} from '../../../shared/errors.ts';
import type {Device} from '../../../shared/model.ts';
import type {Client} from '../../client.ts';
import {requireCapability} from '../../core/serverCan.ts';

/** @throws server-too-old */
export async function listDevices(client: Client): Promise<readonly Device[]> {
  await requireCapability(client, 'devices');
  return (await client.request('deviceList', {})).devices;
}

/**
 * @param typed a number from the list of devices, or `others`.
 * @returns how many logins were ended.
 * @throws device-not-found, server-too-old
 */
export async function endDevices(client: Client, typed: string): Promise<number> {
  await requireCapability(client, 'devices');
  if (typed === 'others') return (await client.request('deviceEnd', {})).ended;
  if (!/^\d{1,9}$/.test(typed) || Number(typed) === 0) throw new ChatError('device-not-found', typed.slice(0, 20));
  return (await client.request('deviceEnd', {number: Number(typed)})).ended;
}
