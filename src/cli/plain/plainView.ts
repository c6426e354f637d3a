/** Prints the events of a client as lines, for plain mode; nothing is redrawn. */
import {isIgnored} from '../../client/state/room/ignored.ts';
import {inTurn} from '../../client/core/serially.ts';
import type {Client} from '../../client/client.ts';
import {levelOf} from '../../client/state/notifyLevel.ts';
import {isMention} from '../../client/state/room/unreadCounts.ts';
import {currentRoom, isConversation, isLocal, isOnline, labelOf, unreadTotals} from '../../client/state/selectors.ts';
import type {Connection, RoomState, Transfer} from '../../client/state/state.ts';
import {transferNumberOf} from '../../client/transfers/choice.ts';
import {type Entry, verbOf} from '../../shared/entries/entry.ts';
import {kindOf, sentenceOf} from '../../shared/errors.ts';
import type {Room} from '../../shared/model.ts';
import {display} from '../../shared/text/safeText.ts';
import {highlightsOf} from '../../shared/words/highlight.ts';
import {createFileNames} from '../output/fileNames.ts';
import {followAll, readLast} from '../follow.ts';
import {entryWords, momentWords} from './entryWords.ts';
import {nameWords, noticesOf, transferWords} from './transferWords.ts';

export interface PlainView {
  /** Prints the current room and unread counts elsewhere. */
  tellPlace(): void;
  /** Enters the room and prints the entries around a place. */
  showPlace(place: {roomId: number; seq: number}): Promise<void>;
  showEntries(entries: readonly Entry[]): Promise<void>;
  /** Resolves when all pending output is printed. */
  settled(): Promise<void>;
  close(): void;
}

/** Maximum number of entries printed on entering a room: the unread ones, or the last few if there are none. */
const UNREAD_SHOWN = 50;
const LAST_SHOWN = 10;
const AROUND_SHOWN = 5;
/** Maximum number of own messages remembered until the log has them. */
const OWN_MAX = 1_000;

/** @param isEchoed the terminal shows typed text already */
export function openPlainView(client: Client, print: (this: void, line: string) => void, isEchoed: boolean): PlainView {
  const names = createFileNames(client);
  const nameOf = (fileId: string) => names.nameOf(fileId);
  const {now} = client.options;
  /** Seq of the last printed entry of each room. */
  const printedSeq = new Map<number, number>();
  /** Rooms with new messages that were mentioned already. */
  const told = new Set<number>();
  /** Ids of messages typed here, which are only confirmed instead of printed. */
  const own = new Set<string>();
  let isClosed = false;
  let noticeId = client.getState().notices.at(-1)?.noticeId ?? 0;
  let connection: Connection['status'] | undefined;

  /** Prints one thing at a time, because some wait for the server. */
  // Errors are ignored: what cannot be loaded now is printed once the connection is back.
  const printInTurn = inTurn();
  const say = (line: string) => {
    if (!isClosed) print(line);
  };
  const label = (room: Room) => display(labelOf(room), 'line');

  const printEntries = async (entries: readonly Entry[], lead = '') => {
    await names.learn(entries);
    for (const entry of entries) {
      const words = `${lead}${entryWords(entry, now(), nameOf)}`;
      const isOwn = own.delete(entry.id);
      say(isOwn ? `Sent${isEchoed ? ` ${momentWords(entry.sentAtMs, now())}.` : `: ${words}`}` : words);
    }
  };
  const isShown = (one: RoomState | undefined, entry: Entry) => !isIgnored(one, entry);
  const onEntries = (room: Room, entries: readonly Entry[]) =>
    printInTurn(async () => {
      const state = client.getState();
      const one = state.roomById[room.roomId];
      const fresh = entries.filter(entry => entry.seq > (printedSeq.get(room.roomId) ?? 0) && isShown(one, entry));
      const last = fresh.at(-1);
      if (last === undefined) return;
      if (state.currentRoomId === room.roomId) {
        printedSeq.set(room.roomId, last.seq);
        await printEntries(fresh);
        client.parts.sync.markRead(room.roomId);
        return;
      }
      await tellElsewhere(room, fresh);
    });
  /** Prints mentions and direct messages in full; for everything else, only once that something is new. */
  const tellElsewhere = async (room: Room, fresh: readonly Entry[]) => {
    const {me, preferences} = client.getState();
    const level = levelOf(room, preferences);
    if (level === 'none' || (room.mine?.mutedUntilMs ?? 0) > now()) return;
    const name = me?.name ?? '';
    const words = highlightsOf(preferences, name);
    const others = fresh.filter(entry => entry.sender !== name && verbOf(entry) === undefined);
    const isForMe = (entry: Entry) => isConversation(room) || isMention(entry, name, words);
    await printEntries(others.filter(isForMe), `${label(room)} `);
    if (told.has(room.roomId) || others.every(isForMe)) return;
    told.add(room.roomId);
    say(`New in ${label(room)}.`);
  };

  /**
   * The newest entries of the current room are not printed yet, because the connection was missing or broke before the answer.
   * Entries written before the connection do not arrive as events.
   */
  let isBehind = false;
  const showRoom = (one: RoomState) =>
    printInTurn(async () => {
      const {room} = one;
      told.delete(room.roomId);
      const unread = room.unread > 0 ? `, ${room.unread} unread` : '';
      const topic = room.topic === '' ? '' : ` Topic: ${display(room.topic, 'line')}`;
      const people = isConversation(room)
        ? ''
        : `, ${room.memberCount} ${room.memberCount === 1 ? 'member' : 'members'}`;
      say(`You are in ${label(room)}${people}${unread}.${topic}`);
      isBehind = true;
      await printNewest(one);
    });
  /** @param leftOut number of earlier unread entries that are not printed */
  const printEnd = async (one: RoomState, entries: readonly Entry[], leftOut: number) => {
    if (leftOut > 0) say(`${leftOut} older ones that are unread are left out: /goto first shows where they begin.`);
    await printEntries(entries.filter(entry => isShown(one, entry)));
    const {roomId} = one.room;
    printedSeq.set(roomId, Math.max(printedSeq.get(roomId) ?? 0, entries.at(-1)?.seq ?? 0));
  };
  const printFromServer = async (one: RoomState, count: number, leftOut: number, afterSeq = 0) => {
    const {roomId} = one.room;
    const entries = (await readLast(client, roomId, count)).filter(({seq}) => seq > afterSeq);
    await printEnd(one, entries, leftOut);
    isBehind = false;
    client.parts.sync.markRead(roomId);
  };
  /** Prints the unread entries, or the last few; without a connection, those stored on this machine. */
  const printNewest = (one: RoomState): Promise<void> => {
    const {roomId, unread, lastSeq, readSeq} = one.room;
    const wanted = unread > 0 ? Math.min(UNREAD_SHOWN, lastSeq - readSeq) : LAST_SHOWN;
    const leftOut = unread > 0 ? lastSeq - readSeq - wanted : 0;
    return isLocal(roomId) || !isOnline(client.getState())
      ? printEnd(one, one.entries.slice(-wanted), leftOut)
      : printFromServer(one, Math.max(LAST_SHOWN, wanted), leftOut);
  };
  const catchUp = () =>
    printInTurn(async () => {
      const one = currentRoom(client.getState());
      if (!isBehind || one === undefined || isLocal(one.room.roomId)) return;
      const printed = printedSeq.get(one.room.roomId);
      if (printed === undefined) return printNewest(one);
      const missing = one.room.lastSeq - printed;
      if (missing > 0) return printFromServer(one, Math.min(UNREAD_SHOWN, missing), missing - UNREAD_SHOWN, printed);
      isBehind = false;
    });

  /** Notices whose content was printed in this turn already; some appear in two rooms. */
  const saidAlready = new Set<string>();
  const tellConnection = () => {
    const {connection: it} = client.getState();
    if (it.status === connection) return;
    const before = connection;
    connection = it.status;
    if (it.status === 'online' && before === 'reconnecting') say('Connected again.');
    else if (it.status === 'reconnecting' && before !== undefined) {
      const why = sentenceOf(it.code, it.detail);
      say(`No connection (${display(why, 'line')}) It is tried again.`);
      saidAlready.add(why);
    }
    // Not for the end of a login, which the caller reports.
    else if (it.status === 'ended' && kindOf(it.code).endsLogin !== true)
      say(display(sentenceOf(it.code, it.detail), 'line'));
  };
  const tellNotices = () => {
    for (const notice of client.getState().notices) {
      if (notice.noticeId <= noticeId) continue;
      ({noticeId} = notice);
      if (saidAlready.has(notice.text)) continue;
      saidAlready.add(notice.text);
      say(`${notice.level === 'info' ? 'Note' : 'Problem'}: ${display(notice.text, 'line')}`);
    }
    saidAlready.clear();
  };

  /** Progress in quarters that was printed for each transfer. */
  const quarters = new Map<string, number>();
  const tellTransfer = (transfer: Transfer, before: Transfer | undefined) => {
    const words = transferWords(transfer, before, transferNumberOf(client.getState(), transfer.transferId));
    if (words !== undefined) {
      say(words);
      for (const text of noticesOf(transfer)) saidAlready.add(text);
    }
    if (transfer.status !== 'active' || transfer.sizeBytes === 0) return;
    const quarter = Math.floor((transfer.doneBytes / transfer.sizeBytes) * 4);
    if (quarter <= (quarters.get(transfer.transferId) ?? 0) || quarter >= 4) return;
    quarters.set(transfer.transferId, quarter);
    say(`${nameWords(transfer)}: ${quarter * 25} percent.`);
  };

  let isFollowing = false;
  const begin = () => {
    if (!isOnline(client.getState())) return;
    client.background(catchUp().catch(() => undefined));
    if (isFollowing) return;
    isFollowing = true;
    const onRewound = (room: Room, seq: number) => {
      printedSeq.set(room.roomId, seq);
      say(`The server has another log of ${label(room)} than before, maybe from a backup.`);
    };
    // Following ends with the connection, whose end is printed separately.
    followAll(client, (room, entries) => void onEntries(room, entries), onRewound).catch(() => (isFollowing = false));
  };
  const enter = () => {
    const one = currentRoom(client.getState());
    if (one !== undefined) client.background(showRoom(one).catch(() => undefined));
  };
  const stopPart = client.addPart({
    on: {
      roomEntered: enter,
      roomClosed: (_change, before) => {
        if (client.getState().currentRoomId !== before.currentRoomId) enter();
      },
      connectionChanged: begin,
      sessionOpened: begin,
      messageWritten({message}) {
        if (own.size < OWN_MAX) own.add(message.clientMsgId);
      },
      transferAdded: ({transfer}) => tellTransfer(transfer, undefined),
      transferChanged({transferId}, before) {
        const transfer = client.getState().transferById[transferId];
        if (transfer !== undefined) tellTransfer(transfer, before.transferById[transferId]);
      },
      addressAsked({name}) {
        const who = `@${display(name, 'line')}`;
        say(`Share your network address with ${who}, so that files go from machine to machine? Yes or no.`);
      },
    },
  });
  const stopLooking = client.subscribe(() => {
    tellConnection();
    tellNotices();
  });
  tellConnection();
  begin();
  enter();

  return {
    tellPlace() {
      const state = client.getState();
      const one = currentRoom(state);
      const {unread, mentions, direct} = unreadTotals(state, now());
      say(one === undefined ? 'You are in no room.' : `You are in ${label(one.room)}.`);
      if (state.openThread !== undefined)
        say('A thread is open: what you type goes there. A line with a single dot leaves it.');
      if (unread > 0) {
        const rooms = Object.values(state.roomById)
          .filter(({room}) => room.unread > 0 && room.roomId !== state.currentRoomId)
          .map(({room}) => `${label(room)} ${room.unread}`);
        say(`Unread: ${rooms.join(', ')}. Mentions: ${mentions}, direct messages: ${direct}. /next goes there.`);
      } else say('Nothing is unread elsewhere.');
    },
    showPlace: ({roomId, seq}) =>
      printInTurn(async () => {
        const afterSeq = Math.max(0, seq - AROUND_SHOWN - 1);
        const page = await client.request('entryList', {roomId, afterSeq, limit: 2 * AROUND_SHOWN + 1});
        const one = client.getState().roomById[roomId];
        const name = one === undefined ? '' : `${label(one.room)}, `;
        say(`${name}entries ${page.entries[0]?.seq ?? seq} to ${page.entries.at(-1)?.seq ?? seq}:`);
        const shown = page.entries.filter(entry => isShown(one, entry));
        await names.learn(shown);
        for (const entry of shown) say(`${entry.seq === seq ? 'Here: ' : ''}${entryWords(entry, now(), nameOf)}`);
      }),
    showEntries: entries => printInTurn(() => printEntries(entries)),
    settled: () => printInTurn(() => Promise.resolve()),
    close() {
      isClosed = true;
      stopPart();
      stopLooking();
    },
  };
}
