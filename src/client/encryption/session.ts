/** All encryption state of one account on this machine, opened when it is first needed. */
import {ChatError, endsTrust} from '../../shared/errors.ts';
import {deviceOf} from '../../shared/sealed/accountChain.ts';
import type {Core} from '../core/core.ts';
import {diskReasonOf} from '../line/reason.ts';
import {openAccounts, type Accounts} from './accounts.ts';
import {isForNobody, isOfRoom} from './epochs/belonging.ts';
import {openConversations, type Conversations} from './epochs/conversations.ts';
import {openKeyStore, type KeyStore} from './keyStore.ts';
import {firstLink, ownDeviceOf, type OwnDevice} from './ownDevice.ts';
import {othersIn} from './locks.ts';
import {openSearching, type Searching} from './searching/searching.ts';
import {openAbout, type About} from './reading/about.ts';
import {openReading, type Reading} from './reading/reading.ts';
import {openSending, type Sending} from './sending.ts';

export interface KeySession {
  name: string;
  store: KeyStore;
  own: OwnDevice;
  accounts: Accounts;
  conversations: Conversations;
  reading: Reading;
  sending: Sending;
  searching: Searching;
  about: About;
  /** By login name: the root key whose words were last shown. */
  shownRoots: Map<string, Buffer>;
  /** Label of the place where the main key is stored. */
  placeLabel: string;
  /** Whether this device is part of the account. */
  isApproved: () => boolean;
  problemOf: (roomId: number) => ChatError | undefined;
  setProblem: (roomId: number, problem: ChatError | undefined) => void;
  /** Removes all keys from memory; resolves when all files are closed. */
  close: () => Promise<void>;
}

export interface KeySessionHooks {
  onAccountChanged: (name: string, change: {added: number; removed: number; isOther: boolean}) => void;
  onProblem: (roomId: number) => void;
  /** A key has arrived: entries that could not be decrypted may be readable now. */
  onKey: (roomId: number) => void;
  /** The topic or description of an encrypted room has changed. */
  onAbout: (roomId: number) => void;
}

/** @throws keys-unkept, keys-locked, and errors of disk and server */
export async function openKeySession(client: Core, name: string, hooks: KeySessionHooks): Promise<KeySession> {
  const place = client.options.secretPlace?.(name);
  if (place === undefined) throw new ChatError('keys-unkept');
  const {local} = client;
  const store = await openKeyStore(local.open(name), place).catch((error: unknown) => {
    if (error instanceof ChatError) throw error;
    throw new ChatError('file-unwritable', `${local.dirOf(name)} (${diskReasonOf(error)})`, {cause: error});
  });
  try {
    return await begin(client, {name, store, placeLabel: place.label}, hooks);
  } catch (error) {
    store.close();
    throw error;
  }
}

async function begin(
  client: Core,
  {name, store, placeLabel}: Pick<KeySession, 'name' | 'store' | 'placeLabel'>,
  hooks: KeySessionHooks,
): Promise<KeySession> {
  const own = ownDeviceOf(store);
  const accounts = openAccounts(client, store, {onChanged: hooks.onAccountChanged});
  const conversations = openConversations(client, {store, own, accounts, onKey: hooks.onKey});
  const problems = new Map<number, ChatError>();
  /** A member whose verified keys have changed prevents sending in all conversations. */
  const brokenIn = (roomId: number): ChatError | undefined => {
    const members = conversations.known(roomId)?.epochs.at(-1)?.statement.members ?? [];
    const names = [...members.map(member => member.name), ...othersIn(client.getState().roomById[roomId]?.room)];
    const who = names.find(one => accounts.isBroken(one));
    return who === undefined ? undefined : new ChatError('root-changed', `@${who}`);
  };
  /**
   * The server shows the conversation as another room, whose people differ from the signed members: a message would reach the
   * wrong people.
   */
  const misplaced = (roomId: number): ChatError | undefined => {
    const {room} = client.getState().roomById[roomId] ?? {};
    const last = conversations.known(roomId)?.epochs.at(-1)?.statement;
    const isRight = room === undefined || last === undefined || isOfRoom(room, last, name);
    return isRight ? undefined : new ChatError('statement-refused');
  };
  const problemOf = (roomId: number) => problems.get(roomId) ?? brokenIn(roomId) ?? misplaced(roomId);
  const setProblem = (roomId: number, problem: ChatError | undefined) => {
    if (problems.get(roomId)?.code === problem?.code) return;
    if (problem === undefined) problems.delete(roomId);
    else problems.set(roomId, problem);
    store.rows.setProblem(roomId, problem === undefined ? undefined : `${problem.code} ${problem.detail}`);
    hooks.onProblem(roomId);
  };
  const isApproved = () => {
    const state = accounts.known(name).at(-1);
    return state !== undefined && deviceOf(state, own.dev) !== undefined;
  };
  const requireTrust = (roomId: number) => {
    const problem = problemOf(roomId);
    if (problem !== undefined) throw problem;
    const {room} = client.getState().roomById[roomId] ?? {};
    if (room !== undefined && isForNobody(room)) throw new ChatError('user-not-found', room.name);
    if (!isApproved()) throw new ChatError('keys-absent');
  };
  const about = openAbout(store, hooks.onAbout);
  const reading = openReading(client, {store, accounts, conversations, about, onProblem: setProblem});
  const sending = openSending(client, {store, own, accounts, conversations, reading, requireTrust});
  for (const {roomId, problem} of store.rows.rooms()) {
    const [code = '', ...detail] = problem?.split(' ') ?? [];
    if (endsTrust(code)) problems.set(roomId, new ChatError(code, detail.join(' ')));
  }
  if (!isApproved()) await join(client, {name, store, own, accounts});
  const searching = openSearching(client, {name, store, reading, conversations, isApproved});
  const parts = {name, store, own, accounts, conversations, reading, sending, searching, about, placeLabel};
  const close = async () => {
    const ended = searching.close();
    store.close();
    await ended;
  };
  return {...parts, shownRoots: new Map<string, Buffer>(), isApproved, problemOf, setProblem, close};
}

/** The first device of an account creates its chain; any other waits for approval. */
async function join(
  client: Core,
  {name, store, own, accounts}: Pick<KeySession, 'name' | 'store' | 'own' | 'accounts'>,
): Promise<void> {
  if ((await accounts.refresh(name)).length > 0) return;
  const serverId = await accounts.serverId();
  const link = firstLink(store, own, client.options.deviceName.slice(0, 64), {serverId, name});
  try {
    await client.line.request('accountLinkAdd', {link: link.toString('base64url')});
  } catch (error) {
    // Another device created the chain first.
    if (!(error instanceof ChatError) || error.code !== 'chain-taken') throw error;
  }
  await accounts.refresh(name);
}
