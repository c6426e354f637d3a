/** Somebody whose program is none of ours, and understands what goes between two programs about files. */
import type {Device} from './person.ts';
import type {World} from './world.ts';

export async function capable(one: World, name: string): Promise<Device> {
  const {token} = await one.person(name);
  const device = await one.device({token, capabilities: ['directFiles']});
  await device.request('sessionOpen', {});
  return device;
}
