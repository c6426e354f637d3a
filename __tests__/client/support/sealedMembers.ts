/** People with keys: real clients whose keychain is a map of this process, gone after the test. */
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach} from '@jest/globals';
import {sendAndWait} from '../../../src/client/actions/messages/message.ts';
import {openDirect} from '../../../src/client/actions/room.ts';
import type {ClientOptions} from '../../../src/client/core/core.ts';
import type {SecretPlace} from '../../../src/client/core/secretPlace.ts';
import {changeDevices} from '../../../src/client/encryption/devices/links.ts';
import {deviceIn} from '../../../src/client/encryption/ownDevice.ts';
import {heldEntries} from '../../../src/client/state/room/pieces.ts';
import type {Entry} from '../../../src/shared/entries/entry.ts';
import {recipientsOf} from '../../../src/shared/sealed/accountChain.ts';
import {makeBox} from '../../../src/shared/sealed/primitives/box.ts';
import {toText} from '../../../src/shared/sealed/primitives/bytes.ts';
import {readStatement, signStatement} from '../../../src/shared/sealed/statement.ts';
import type {World} from '../../support/world.ts';
import {member, memberAgain, temporaryFolder, type Member} from './member.ts';

/** As the keychain keeps it: by the machine and the account. */
const keychain = new Map<string, string>();
afterEach(() => keychain.clear());

export const secretsOf =
  (machine: string) =>
  (name: string): SecretPlace => ({
    label: 'the keychain',
    load: async () => keychain.get(`${machine} ${name}`),
    save: async secret => void keychain.set(`${machine} ${name}`, secret),
    remove: async () => void keychain.delete(`${machine} ${name}`),
  });

/** Registered, with keys. */
export async function person(on: World, name: string): Promise<Member> {
  const one = await member(on.url, name, {secretPlace: secretsOf(name), encryptsNew: true});
  await one.client.parts.keys.session();
  return one;
}

/** The same person on another machine, which has no keys yet; or, with a folder, the same machine again. */
export async function elsewhere(on: World, before: Member, machine: string, dataDir?: string): Promise<Member> {
  return memberAgain(on.url, before, {
    dataDir: dataDir ?? (await temporaryFolder()),
    deviceName: machine,
    secretPlace: secretsOf(`${before.name} ${machine}`),
    encryptsNew: true,
  });
}

/** The same person on the same machine, after the server's database was changed. */
export async function again(
  on: World,
  one: Member,
  change: (database: DatabaseSync) => void,
  options: Partial<ClientOptions> = {},
): Promise<Member> {
  await one.client.close();
  const database = new DatabaseSync(join(on.dataDir, 'chat.db'));
  try {
    change(database);
  } finally {
    database.close();
  }
  return memberAgain(on.url, one, {secretPlace: secretsOf(one.name), encryptsNew: true, ...options});
}

export const entriesOf = (one: Member, roomId: number): readonly Entry[] => heldEntries(one.room(roomId));
export const enter = (one: Member, roomId: number) => one.client.dispatch({type: 'roomEntered', roomId});

/** A new person is in an encrypted conversation with somebody, and has seen the texts that were written there. */
export async function conversation(on: World, writer: Member, name: string, texts: readonly string[] = ['before']) {
  const other = await person(on, name);
  const {roomId} = await openDirect(writer.client, name);
  const seqs: number[] = [];
  for (const text of texts) seqs.push((await sendAndWait(writer.client, roomId, {text})).seq);
  await other.sees('the conversation', state => state.roomById[roomId]);
  enter(other, roomId);
  await other.sees('what was said', () => other.texts(roomId).includes(texts.at(-1)!));
  return {other, roomId, seqs};
}

/** Alice has said something in an encrypted conversation, and bob has seen it. */
export async function aliceAndBob(on: World) {
  const alice = await person(on, 'alice');
  const {other: bob, roomId} = await conversation(on, alice, 'bob');
  return {alice, bob, roomId};
}

/** Another machine of the same person, approved, without the keys of any conversation so far. */
export async function approvedElsewhere(on: World, before: Member, machine: string) {
  const first = await before.client.parts.keys.session();
  const other = await elsewhere(on, before, machine);
  const theirs = await other.client.parts.keys.session();
  const state = await approve(before, other, machine);
  return {first, other, theirs, state};
}

/** The device of `other` is one of the account's from now on, by the device of `before`. */
export async function approve(before: Member, other: Member, machine: string) {
  const first = await before.client.parts.keys.session();
  const theirs = await other.client.parts.keys.session();
  const {root} = (await first.accounts.refresh(before.name)).at(-1)!;
  const whose = {serverId: await first.accounts.serverId(), name: before.name, root};
  const added = deviceIn(theirs.own, machine, whose);
  const state = await changeDevices(before.client, first, {type: 'add', devices: now => [...now, added]});
  await theirs.accounts.refresh(before.name);
  return state;
}

/**
 * The next statement of a room, with a good signature of a member who may not: everybody else is out, with `isSaid` by the word
 * of a server that has said nothing.
 */
export async function withoutOthers({name, client}: Member, roomId: number, {isSaid = false} = {}) {
  const {own, accounts, conversations} = await client.parts.keys.session();
  const {statement: last} = (await conversations.refresh(roomId))!.epochs.at(-1)!;
  const n = last.n + 1;
  const lie = {
    ...last,
    n,
    prev: last.hash,
    members: last.members.filter(one => one.name === name),
    serverLeft: isSaid ? last.members.map(one => one.name).filter(one => one !== name) : [],
    keepers: last.keepers.length > 0 ? [name] : [],
    signer: own.dev,
  };
  const statement = signStatement(lie, own.signKey);
  const boxes: {to: string; box: string}[] = [];
  for (const {id, key} of recipientsOf(accounts.known(name).at(-1)!))
    boxes.push({to: id, box: toText(await makeBox(readStatement(statement), Buffer.alloc(32), key))});
  return {n, statement, request: {roomId, statement: toText(statement), boxes}};
}
