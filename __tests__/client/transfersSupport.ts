/** Two people and a file between them: real server, real disk, and a network that can be made bad. */
import {createHash, randomBytes} from 'node:crypto';
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {openDirect} from '../../src/client/actions/room.ts';
import {inStore} from '../../src/client/local/store.ts';
import type {ClientOptions} from '../../src/client/core/core.ts';
import type {Transfer} from '../../src/client/state/state.ts';
import {world, type World, type WorldOptions} from '../support/world.ts';
import {member, temporaryFolder, type Member} from './support/member.ts';

export interface Pair {
  one: World;
  ann: Member;
  bob: Member;
  /** Their conversation. */
  roomId: number;
  /** A file of ann's on her disk; returns its path. */
  file: (name: string, content: Buffer | number) => Promise<string>;
}

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
export const contentOf = (path: string): Promise<Buffer> => readFile(path);

export const transfers = ({client}: Member): Transfer[] => Object.values(client.getState().transferById);

/** Names in the downloads folder; empty when it was never made. */
export const downloads = (person: Member): Promise<string[]> =>
  readdir(person.client.options.downloadsDir).catch(() => []);

/** What is kept of unfinished transfers: their ids. */
export const kept = (person: Member): Promise<string[]> =>
  inStore({dir: person.client.local.dirOf(person.name), now: () => Date.now()}, database =>
    database
      .prepare('SELECT transfer_id FROM transfer')
      .all()
      .map(row => String(row['transfer_id'])),
  );

export const sees = (person: Member, status: Transfer['status']): Promise<void> =>
  person.sees(`a transfer that is ${status}`, () => transfers(person).some(one => one.status === status));

/**
 * `through`: what stands between the people and the server; gives the address to use. Nobody is asked for an address, and nothing
 * goes past the server, unless `client` says so.
 */
export async function pair(
  options: WorldOptions = {},
  through: (url: string) => Promise<string> = url => Promise.resolve(url),
  client: Partial<ClientOptions> = {route: 'relay'},
): Promise<Pair> {
  const one = await world(options);
  const url = await through(one.url);
  const ann = await member(url, 'ann', client);
  const bob = await member(url, 'bob', client);
  const {roomId} = await openDirect(ann.client, 'bob');
  // Until something is said, it is there only for whoever opened it.
  await openDirect(bob.client, 'ann');
  const folder = await temporaryFolder();
  return {
    one,
    ann,
    bob,
    roomId,
    async file(name, content) {
      const path = join(folder, name);
      await mkdir(dirname(path), {recursive: true});
      await writeFile(path, typeof content === 'number' ? randomBytes(content) : content);
      return path;
    },
  };
}
