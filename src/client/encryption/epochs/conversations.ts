/** Encrypted conversations as this machine has verified them (epochs, statements, keys), and the creation of new epochs. */
import {ChatError, kindOf} from '../../../shared/errors.ts';
import {recipientsOf, type AccountState} from '../../../shared/sealed/accountChain.ts';
import {commitOf, makeBox, openBox} from '../../../shared/sealed/primitives/box.ts';
import {fromText, refused, toText} from '../../../shared/sealed/primitives/bytes.ts';
import {verifyStatement} from '../../../shared/sealed/membership.ts';
import {readStatement, type ConversationKind, type ReadStatement} from '../../../shared/sealed/statement.ts';
import {faultPoint} from '../../../shared/machine/faultPoint.ts';
import type {Params} from '../../../shared/protocol.ts';
import type {Core} from '../../core/core.ts';
import type {Accounts} from '../accounts.ts';
import type {KeyStore} from '../keyStore.ts';
import {isOfRoom, labelsOf, partnerOf} from './belonging.ts';
import {makeEpoch, type SealedConversation, type Epoch} from './makingEpoch.ts';
import {openRenewing, type Renewing} from './renewing.ts';
import {requireWordOfServer} from './wordOfServer.ts';
import {serially} from '../../core/serially.ts';
import {turns} from '../../../shared/bounds/turns.ts';
import type {OwnDevice} from '../ownDevice.ts';

export interface Conversations extends Renewing {
  /** The verified state of a conversation, from the local store. */
  known(roomId: number): SealedConversation | undefined;
  /** Refreshes all known conversations. @returns those in which this person still is */
  loadAll(): Promise<SealedConversation[]>;
  /** Fetches new statements and keys. @throws statement-refused, and errors of the requests */
  refresh(roomId: number): Promise<SealedConversation | undefined>;
  /** Stores an epoch's key from a box of any source. @throws not-genuine */
  takeBox(roomId: number, n: number, box: Buffer, secret: Buffer): Promise<void>;
  /** Whether the box with the newest key for this device could not be opened, whoever made it. */
  isUnopened(roomId: number): boolean;
  /** Sends all known keys to the devices of this account; a conversation that refuses does not hold up the others. */
  shareWith(state: AccountState, roomIds?: readonly number[]): Promise<void>;
}

/** An epoch's key, encrypted for one device or recovery phrase. */
type Box = Params<'boxAdd'>['boxes'][number];

const BOXES_AT_ONCE = 100;
const PAGES_MAX = 500;

export function openConversations(
  client: Core,
  parts: {store: KeyStore; own: OwnDevice; accounts: Accounts; onKey: (roomId: number) => void},
): Conversations {
  const {store, own, accounts} = parts;
  const {rows} = store;
  const byId = new Map<number, SealedConversation>();
  const keyPlace = (roomId: number, n: number) => `epoch ${roomId} ${n}`;
  const me = () => client.getState().me?.name ?? '';
  /** Epochs, by `keyPlace`, whose boxes could not be opened. */
  const unopened = new Set<string>();

  const load = async (roomId: number, conv: Buffer): Promise<void> => {
    const epochs: Epoch[] = [];
    const yielding = turns();
    for (const {n, seq, statement, key} of rows.epochsOf(roomId)) {
      // The statement was verified before it was stored.
      const read = readStatement(statement);
      epochs.push({statement: read, seq, ...(key !== undefined && {key: store.open(keyPlace(roomId, n), key)})});
      await yielding();
    }
    byId.set(roomId, {roomId, conv, epochs});
    const made = rows.madeOf(roomId);
    const settled = made && epochs[made.n];
    if (settled !== undefined) settleMade(roomId, settled.statement);
  };
  const verify = (before: ReadStatement | undefined, statement: Buffer, serverId: Buffer): ReadStatement =>
    verifyStatement(before, statement, {accounts: (name, n) => accounts.known(name)[n], serverId});

  /** Loads the chains that a statement refers to before it is verified. */
  const meet = async (statement: Buffer): Promise<void> => {
    for (const {name, accountN} of readStatement(statement).members) {
      if (accounts.known(name).length <= accountN) await accounts.refresh(name);
    }
  };
  const take = async (roomId: number, found: {seq: number; statement: Buffer}[]): Promise<void> => {
    const serverId = await accounts.serverId();
    let one = byId.get(roomId);
    const yielding = turns();
    for (const [at, {seq, statement}] of found.entries()) {
      await yielding();
      let read: ReadStatement;
      try {
        await meet(statement);
        read = verify(one?.epochs.at(-1)?.statement, statement, serverId);
        // The statement is signed, but not by the people of the room that the server shows.
        const room = client.getState().roomById[roomId]?.room;
        if (room !== undefined && !isOfRoom(room, read, me())) throw refused('members');
      } catch (error) {
        // Errors about device lists are passed on with their code, and connection errors are retried; all others mean a
        // refused statement.
        const isOther = !(error instanceof ChatError) || error.canRetry || kindOf(error.code).isAboutDevices === true;
        throw isOther ? error : new ChatError('statement-refused', '', {cause: error});
      }
      const before = one?.epochs.at(-1);
      if (before !== undefined)
        await requireWordOfServer(client, accounts, {
          roomId,
          before,
          next: {statement: read, seq},
          later: found.slice(at + 1).map(one => one.statement),
        });
      one ??= {roomId, conv: read.conv, epochs: []};
      faultPoint('epoch.beforeTake');
      rows.putRoom(roomId, read.conv, partnerOf(read, me()));
      rows.putEpoch(roomId, {n: read.n, seq, statement});
      one = {...one, epochs: [...one.epochs, {statement: read, seq}]};
      byId.set(roomId, one);
      const made = rows.madeOf(roomId);
      if (made?.n === read.n) settleMade(roomId, read);
    }
  };
  /**
   * Finishes an epoch that was created here: stores its key if it became the current epoch, then drops the stored request.
   * Also repairs the state after a crash in between.
   */
  const settleMade = (roomId: number, read: ReadStatement): void => {
    const made = rows.madeOf(roomId);
    if (made === undefined) return;
    faultPoint('epoch.beforeKey');
    const key = store.open(keyPlace(roomId, made.n), made.key);
    if (commitOf(key, read.conv, read.n).equals(read.commit)) putKey(roomId, read.n, key);
    faultPoint('epoch.afterKey');
    rows.dropMade(roomId);
  };
  const putKey = (roomId: number, n: number, key: Buffer): void => {
    rows.putKey(roomId, n, store.seal(keyPlace(roomId, n), key));
    const one = byId.get(roomId);
    if (one === undefined) return;
    byId.set(roomId, {...one, epochs: one.epochs.map(epoch => (epoch.statement.n === n ? {...epoch, key} : epoch))});
    parts.onKey(roomId);
  };
  /** Takes over keys that another program on this machine has stored meanwhile, for example when restoring by the phrase. */
  const takeKept = (roomId: number): void => {
    const one = byId.get(roomId);
    if (one?.epochs.every(({key}) => key !== undefined) !== false) return;
    const rowOf = new Map(rows.epochsOf(roomId).map(row => [row.n, row]));
    const epochs = one.epochs.map(epoch => {
      const {n, commit} = epoch.statement;
      const row = epoch.key === undefined ? rowOf.get(n)?.key : undefined;
      const key = row && store.open(keyPlace(roomId, n), row);
      return key !== undefined && commitOf(key, one.conv, n).equals(commit) ? {...epoch, key} : epoch;
    });
    if (epochs.every((epoch, at) => epoch === one.epochs[at])) return;
    byId.set(roomId, {...one, epochs});
    parts.onKey(roomId);
  };
  const fetchKeys = async (roomId: number): Promise<void> => {
    takeKept(roomId);
    const missing = new Set(
      byId.get(roomId)?.epochs.flatMap(({key, statement}) => (key === undefined ? [statement.n] : [])),
    );
    let after = {roomId, n: Math.min(...missing) - 1};
    if (after.n < 0) after = {roomId: roomId - 1, n: Number.MAX_SAFE_INTEGER};
    const yielding = turns();
    for (let pages = 0; missing.size > 0 && pages < PAGES_MAX; pages++) {
      const page = await client.line.request('boxList', {to: own.id, after});
      for (const {roomId: boxRoomId, n, box} of page.boxes) {
        await yielding();
        if (boxRoomId !== roomId) return;
        if (!missing.delete(n)) continue;
        await takeBox(roomId, n, fromText(box), own.ageSecret).catch((error: unknown) => {
          if (error instanceof ChatError && error.code === 'not-genuine') unopened.add(keyPlace(roomId, n));
        });
      }
      const last = page.boxes.at(-1);
      if (!page.hasMore || last === undefined) return;
      after = {roomId: last.roomId, n: last.n};
    }
  };
  const takeBox = async (roomId: number, n: number, box: Buffer, secret: Buffer): Promise<void> => {
    const epoch = byId.get(roomId)?.epochs[n];
    if (epoch === undefined || epoch.key !== undefined) return;
    putKey(roomId, n, await openBox(epoch.statement, box, secret));
  };
  /** Stores all labels of an encrypted conversation, so that no unencrypted room can pass for it. */
  const keepLabels = (roomId: number): void => {
    const last = byId.get(roomId)?.epochs.at(-1)?.statement;
    if (last === undefined) return;
    const {room} = client.getState().roomById[roomId] ?? {};
    const partner = partnerOf(last, me());
    const named = room !== undefined && isOfRoom(room, last, me()) ? labelsOf(room) : [];
    for (const label of [...named, ...(partner === undefined ? [] : [`@${partner}`])])
      if (rows.labelOf(label) === undefined) rows.putLabel(label);
  };
  const refresh = serially(async (roomId: number): Promise<SealedConversation | undefined> => {
    const row = rows.rooms().find(one => one.roomId === roomId);
    if (row !== undefined && !byId.has(roomId)) await load(roomId, row.conv);
    for (let pages = 0; pages < PAGES_MAX; pages++) {
      const afterN = (byId.get(roomId)?.epochs.length ?? 0) - 1;
      const page = await client.line.request('epochList', {roomId, ...(afterN >= 0 && {afterN})});
      await take(
        roomId,
        page.epochs.map(({seq, statement}) => ({seq, statement: fromText(statement)})),
      );
      if (!page.hasMore) break;
    }
    await fetchKeys(roomId).catch((error: unknown) => {
      // This device is not yet part of the account: it has no boxes.
      if (!(error instanceof ChatError) || error.code !== 'device-unknown') throw error;
    });
    keepLabels(roomId);
    return byId.get(roomId);
  });

  const loadAll = async (): Promise<SealedConversation[]> => {
    const here: SealedConversation[] = [];
    for (const {roomId} of rows.rooms()) {
      const one = await refresh(roomId).catch((error: unknown) => {
        if (!(error instanceof ChatError) || error.code === 'disconnected') throw error;
        // A conversation that was left is dropped; one that does not verify keeps the state known so far.
        return kindOf(error.code).isRoomAbsent === true ? undefined : byId.get(roomId);
      });
      if (one !== undefined) here.push(one);
    }
    return here;
  };

  const give = async (boxes: readonly Box[]): Promise<void> => {
    try {
      if (boxes.length > 0) await client.line.request('boxAdd', {boxes: [...boxes]});
    } catch (error) {
      // The server refused the whole batch because of one conversation that was left or lost: send one batch per
      // conversation.
      if (!(error instanceof ChatError) || !isAboutOne(error)) throw error;
      const byRoom = [...Map.groupBy(boxes, ({roomId}) => roomId).values()];
      if (byRoom.length > 1) for (const ofOne of byRoom) await give(ofOne);
    }
  };

  const conversationKind = (roomId: number): ConversationKind =>
    byId.get(roomId)?.epochs.at(-1)?.statement.kind ??
    (client.getState().roomById[roomId]?.room.kind === 'direct' ? 'direct' : 'room');
  const renewing = openRenewing(client, {
    store,
    accounts,
    conversationOf: roomId => byId.get(roomId),
    refresh,
    make: wanted =>
      makeEpoch({kind: conversationKind(wanted.roomId), ...wanted}, {...parts, verify, keyPlace, me: me()}),
  });

  return {
    known: roomId => byId.get(roomId),
    loadAll,
    refresh,
    takeBox,
    isUnopened(roomId) {
      const last = byId.get(roomId)?.epochs.at(-1);
      return last !== undefined && last.key === undefined && unopened.has(keyPlace(roomId, last.statement.n));
    },
    ...renewing,
    async shareWith(state, roomIds) {
      const recipients = recipientsOf(state);
      const boxes: Box[] = [];
      const all = roomIds?.flatMap(roomId => byId.get(roomId) ?? []) ?? (await loadAll());
      for (const {roomId, epochs} of all) {
        for (const {statement, key} of epochs) {
          if (key === undefined) continue;
          for (const {id, key: recipient} of recipients) {
            boxes.push({roomId, n: statement.n, to: id, box: toText(await makeBox(statement, key, recipient))});
            if (boxes.length >= BOXES_AT_ONCE) await give(boxes.splice(0));
          }
        }
      }
      await give(boxes);
    },
  };
}

/** The refusal concerns a single conversation, although the server refuses all boxes of the request. */
const isAboutOne = ({code}: ChatError): boolean => kindOf(code).isRoomAbsent === true || code === 'not-genuine';
