/** A window with two servers: real ones, or stages whose clients can be closed. */
import type {Client} from '../../../src/client/client.ts';
import {member, type Member} from '../../client/support/member.ts';
import {pilot, type Pilot, type PilotOptions} from './pilot.ts';
import {playedPorts, type PlayedPorts} from './serverPorts.ts';
import type {Stage} from './stage.ts';
import {world, type World} from '../world.ts';

export const roomsPane = (one: Pilot): string[] =>
  one
    .screen()
    .slice(0, -2)
    .map(line => line.split('│')[0]!.trimEnd());

export interface Two {
  home: World;
  work: World;
  alice: Pilot;
  played: PlayedPorts;
  /** Alice on each. */
  atHome: Member;
  atWork: Member;
}

/** Alice has the same name on two real servers, which are both in her window. */
export async function two(options: PilotOptions = {}): Promise<Two> {
  const [home, work] = await Promise.all([world(), world()]);
  const [atHome, atWork] = await Promise.all([member(home.url, 'alice'), member(work.url, 'alice')]);
  const played = playedPorts(new Map([[work.url, async () => atWork.client]]));
  const profiles = [
    {name: 'home', serverUrl: home.url, user: 'alice'},
    {name: 'work', serverUrl: work.url, user: 'alice'},
  ];
  const alice = await pilot(atHome.client, {profiles, servers: played.ports, ...options});
  await alice.until(/● work/);
  return {home, work, alice, played, atHome, atWork};
}

export function withClose({client}: Stage): Client {
  return Object.assign(client, {close: async () => undefined});
}
