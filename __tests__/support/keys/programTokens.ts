/** A world with bob, who has two rooms and makes tokens for programs, and ann, who owns the server. */
import type {TokenRight} from '../../../src/shared/access/tokenRights.ts';
import {world, type Person, type World} from '../world.ts';

export const HOUR_MS = 60 * 60_000;

export interface Scene {
  made: World;
  ann: Person;
  bob: Person;
  /** Of bob, and another one of his. */
  garden: number;
  shed: number;
  token: (rights: readonly TokenRight[], roomIds?: number[], forMs?: number) => Promise<string>;
  open: (rights: readonly TokenRight[], roomIds?: number[]) => Promise<Person>;
}

export async function scene(): Promise<Scene> {
  const made = await world();
  const [ann, bob] = (await made.people('ann', 'bob')) as [Person, Person];
  const {roomId: garden} = await bob.request('roomCreate', {name: 'garden', isPrivate: false});
  const {roomId: shed} = await bob.request('roomCreate', {name: 'shed', isPrivate: false});
  for (const name of ['garden', 'shed']) await ann.request('roomJoin', {name});
  const token: Scene['token'] = async (rights, roomIds, forMs = HOUR_MS) =>
    (await bob.request('tokenCreate', {name: 'robot', rights: [...rights], ...(roomIds && {roomIds}), forMs})).token;
  const open: Scene['open'] = async (rights, roomIds) => made.open('bob', await token(rights, roomIds));
  return {made, ann, bob, garden, shed, token, open};
}

/** `ok`, or why the token is refused. */
export const comeBack = (made: World, token: string): Promise<string> =>
  made.device({token}).then(
    () => 'ok',
    (error: {code: string}) => error.code,
  );
