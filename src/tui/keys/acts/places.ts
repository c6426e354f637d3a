/** Search, threads, inbox, mentions and links: jumps to a place in what was said, and back. */
import {isIgnored} from '../../../client/state/room/ignored.ts';
import * as actions from '../../../client/actions/room.ts';
import type {Place} from '../../../client/actions/messages/messageActions.ts';
import {findMention, setUnread} from '../../../client/actions/messages/reading.ts';
import * as commands from '../../../client/input/commands.ts';
import {enterThread, leaveThread} from '../../../client/actions/messages/threads.ts';
import {openMessageLink} from '../../../client/input/commands/goto.ts';
import type {Choice} from '../../../client/input/command.ts';
import {currentRoom, labelOf, viewKeyOf, type ViewKey} from '../../../client/state/selectors.ts';
import {isAlone, textOf, type Entry} from '../../../shared/entries/entry.ts';
import {display} from '../../../shared/text/safeText.ts';
import {webLinksIn} from '../../../shared/words/webLink.ts';
import {
  messageLinkOf,
  messageLinksIn,
  MESSAGE_SCHEME,
  parseMessageLink,
  shortLinkOf,
  type MessageLink,
} from '../../../shared/words/messageLink.ts';
import {chatWindow} from '../../chat/chatWindow.ts';
import {entriesOf} from '../../chat/timeline.ts';
import {chatOf} from '../../arrange.ts';
import {openChoose, openInbox, openSearch} from '../../overlays.ts';
import {showOutcome} from '../../overlaying/outcome.ts';
import {showOverlay} from '../../overlaying/overlaying.ts';
import type {Overlay} from '../../overlay.ts';
import type {Screen} from '../../screenContext.ts';
import type {Act} from '../act.ts';
import {shownDraft, setDraft} from './writing.ts';
import {cleared} from '../../writing/editor/editor.ts';

/** Jumps to a place. Esc returns from there; after several jumps, to the start of the first. */
export function goToPlace({client, store}: Pick<Screen, 'client' | 'store'>, place: Place, reopen?: Overlay): void {
  const {roomId, seq} = place;
  const {currentRoomId, roomById} = client.getState();
  const {back} = store.get().ui;
  const here = currentRoomId !== undefined && {
    roomId: currentRoomId,
    anchor: anchorIn(store, currentRoomId),
    ...(reopen !== undefined && {reopen}),
  };
  const from = (back?.inRoomId === currentRoomId && back) || here || undefined;
  actions.enterRoom(client, roomId);
  const seenSeq = roomById[roomId]?.room.lastSeq ?? seq;
  store.change({type: 'scrolled', roomId, anchor: {topSeq: seq, seenSeq}});
  store.change({type: 'wentTo', place, from});
}

const anchorIn = (store: Screen['store'], roomId: ViewKey) => store.get().ui.anchorByRoom[roomId];

/** Returns from a jump. @returns whether there was one */
export function goBack({client, store}: Screen): boolean {
  const {back} = store.get().ui;
  if (back === undefined || back.inRoomId !== client.getState().currentRoomId) return false;
  store.change({type: 'wentBack'});
  actions.enterRoom(client, back.roomId);
  store.change({type: 'scrolled', roomId: back.roomId, anchor: back.anchor});
  if (back.reopen !== undefined) store.change({type: 'overlayOpened', overlay: back.reopen});
  return true;
}

/** Searches the room on screen. */
export const search: Act = screen => {
  const state = screen.client.getState();
  const room = currentRoom(state)?.room;
  const typed = room === undefined ? '' : `in:${labelOf(room)} `;
  showOverlay(screen, openSearch(typed, screen.client.options.now(), state));
};

export const threads: Act = screen => {
  const state = screen.client.getState();
  const work = commands.threads.run(screen.client, {words: [], rest: '', state, commands: screen.commands});
  screen.run(work.then(outcome => showOutcome(screen, outcome)));
};

/** Opens a thread; Esc returns to where it was opened. */
export function openThread({client, store}: Screen, place: Place, reopen?: Overlay): void {
  const {currentRoomId} = client.getState();
  const isElsewhere = currentRoomId !== undefined && currentRoomId !== place.roomId;
  if (isElsewhere) actions.enterRoom(client, place.roomId);
  enterThread(client, place);
  const back = isElsewhere || reopen !== undefined ? {roomId: currentRoomId ?? place.roomId, reopen} : undefined;
  store.change({type: 'scrolled', roomId: viewKeyOf(client.getState()), anchor: undefined});
  store.change({type: 'threadOpened', back});
  store.change({type: 'focusMoved', to: 'composer'});
}

/** Closes the thread and returns to where it was opened. @returns whether a thread was open */
export function closeThread({client, store}: Screen): boolean {
  const {openThread, roomById} = client.getState();
  if (openThread === undefined) return false;
  const {threadBack} = store.get().ui;
  leaveThread(client);
  store.change({type: 'threadOpened', back: undefined});
  if (threadBack === undefined) return true;
  if (roomById[threadBack.roomId] !== undefined) actions.enterRoom(client, threadBack.roomId);
  if (threadBack.reopen !== undefined) store.change({type: 'overlayOpened', overlay: threadBack.reopen});
  return true;
}

export const inbox: Act = screen => showOverlay(screen, openInbox(screen.client.options.now()));

/** The current entry: the jump target if there is one, else the one at this edge of the visible range. */
function seqAt(screen: Screen, edge: 'top' | 'bottom'): number | undefined {
  const view = screen.store.get();
  const chat = chatOf(view, screen);
  if (chat === undefined) return undefined;
  const {roomId, lastSeq} = chat.timeline.one.room;
  const {place, anchorByRoom} = view.ui;
  if (place?.roomId === roomId) return place.seq;
  const shown = chatWindow(chat.timeline, chat.height, anchorByRoom[viewKeyOf(view.state)]);
  if (shown.isUnloaded) return undefined;
  return edge === 'top' ? shown.topSeq - 1 : shown.isAtEnd ? lastSeq + 1 : shown.bottomSeq + 1;
}

const toMention =
  (step: 1 | -1): Act =>
  screen => {
    const roomId = currentRoom(screen.store.get().state)?.room.roomId;
    const seq = seqAt(screen, step === 1 ? 'top' : 'bottom');
    if (roomId === undefined || seq === undefined) return;
    const found = findMention(screen.client, {roomId, seq: Math.max(0, seq)}, step);
    screen.run(
      found.then(at => {
        // Ignored if the user has changed rooms meanwhile.
        if (screen.client.getState().currentRoomId !== roomId) return;
        if (at !== undefined) goToPlace(screen, {roomId, seq: at});
        else screen.client.notify('info', `No mention of you ${step === 1 ? 'below' : 'above'} this in the room.`);
      }),
    );
  };

export const mentionPrevious = toMention(-1);
export const mentionNext = toMention(1);

/** Marks messages as unread, from the selected one on; else from the upper edge when scrolled, else only the last one. */
export function makeUnreadHere(screen: Screen, roomId: number): void {
  const view = screen.store.get();
  const one = view.state.roomById[roomId];
  if (one === undefined) return;
  // Meanwhile another room may be the current one.
  const isShown = view.state.currentRoomId === roomId;
  const isAtEnd = view.ui.anchorByRoom[roomId] === undefined && view.ui.place?.roomId !== roomId;
  const last = one.entries.findLast(entry => isAlone(entry) && entry.sender !== view.state.me?.name)?.seq;
  const top = isShown ? seqAt(screen, 'top') : undefined;
  const isMarked = view.ui.place?.roomId === roomId;
  const seq = isAtEnd || top === undefined ? last : isMarked ? top : top + 1;
  if (seq !== undefined) screen.run(setUnread(screen.client, roomId, seq));
}

/** Opens the link in the composer, else one of those on screen. */
export const openLink: Act = screen => {
  const draft = shownDraft(screen);
  const written = parseMessageLink(draft.text.trim());
  if (written !== undefined) {
    setDraft(screen, cleared(draft));
    return showOutcome(screen, openMessageLink(screen.client, written));
  }
  const {choices, hasPages} = linksOnScreen(screen);
  const [only, other] = choices;
  if (only === undefined) screen.client.notify('info', 'No link is on the screen. /link shows one to a message.');
  else if (other === undefined && !hasPages)
    screen.run(only.take(screen.client).then(outcome => showOutcome(screen, outcome)));
  else showOverlay(screen, openChoose('Links', choices));
};

/** Opens a link once the session is there, and with it the rooms. */
export function openWhenIn(screen: Screen, link: MessageLink): void {
  const {client} = screen;
  const look = () => {
    const {connection, me} = client.getState();
    if (connection.status !== 'online' || me === undefined) return;
    stop();
    const work = Promise.resolve().then(() => openMessageLink(client, link));
    screen.run(work.then(outcome => showOutcome(screen, outcome)));
  };
  const stop = client.subscribe(look);
  look();
}

/** Links on screen, newest first, each once. The target precedes the label, so that it is read before it is opened. */
function linksOnScreen(screen: Screen): {choices: Choice[]; hasPages: boolean} {
  const view = screen.store.get();
  const chat = chatOf(view, screen);
  if (chat === undefined) return {choices: [], hasPages: false};
  const {timeline, height} = chat;
  const {topSeq, bottomSeq} = chatWindow(timeline, height, anchorIn(screen.store, viewKeyOf(view.state)));
  const isShown = (entry: Entry) => entry.seq >= topSeq && entry.seq <= bottomSeq && !isIgnored(timeline.one, entry);
  const found = entriesOf(timeline)
    .filter(isShown)
    .toReversed()
    .flatMap(entry => [...pagesIn(entry), ...messagesIn(entry)]);
  const unlike = found.filter(({name}, at) => found.findIndex(one => one.name === name) === at).slice(0, LINKS_MAX);
  const choices = unlike.map(({row, take}, index) => ({number: index + 1, row, take}));
  return {choices, hasPages: unlike.some(({isPage}) => isPage)};
}

/** Maximum number of links listed. */
const LINKS_MAX = 50;

interface ShownLink {
  name: string;
  isPage: boolean;
  row: readonly string[];
  take: Choice['take'];
}

function pagesIn(entry: Entry): ShownLink[] {
  return webLinksIn(display(textOf(entry), 'message')).flatMap(({link: {href, shown}}) => {
    if (href === undefined || MESSAGE_SCHEME.test(href)) return [];
    const [, host = '', rest = ''] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(shown) ?? [];
    return {
      name: href,
      isPage: true,
      row: [host, rest, `by ${entry.sender}`],
      take: async () => ({kind: 'page', href}),
    };
  });
}

const messagesIn = (entry: Entry): ShownLink[] =>
  messageLinksIn(textOf(entry)).map(link => ({
    name: nameOf(link),
    isPage: false,
    row: [nameOf(link), '', `by ${entry.sender}`],
    take: async client => openMessageLink(client, link),
  }));

const nameOf = ({serverUrl, room, seq = 0}: {serverUrl?: string; room: string; seq?: number}): string =>
  serverUrl === undefined ? shortLinkOf(room, seq) : messageLinkOf(serverUrl, room, seq);
