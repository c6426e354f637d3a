/** Selects a message, and runs what the next key says on it. */
import {isIgnored} from '../../../client/state/room/ignored.ts';
import {isMessageOrFile, hasWords} from '../../../shared/entries/entry.ts';
import {linkTo} from '../../../client/input/typed/messageArgument.ts';
import * as commands from '../../../client/input/commands.ts';
import type {Choice, Command} from '../../../client/input/command.ts';
import {textOfEntry} from '../../../client/input/messageChoice.ts';
import {star as setStar, pin as setPin} from '../../../client/actions/messages/messageActions.ts';
import {heldEntries, entryOf} from '../../../client/state/room/pieces.ts';
import {shownRoom, viewKeyOf} from '../../../client/state/selectors.ts';
import type {RoomState} from '../../../client/state/state.ts';
import type {Entry} from '../../../shared/entries/entry.ts';
import {chatWindow, scrollBy} from '../../chat/chatWindow.ts';
import {pieceOfSeq, rowsOfPiece} from '../../chat/timeline.ts';
import {chatOf} from '../../arrange.ts';
import {openChoose} from '../../overlays.ts';
import {showOutcome} from '../../overlaying/outcome.ts';
import {showOverlay} from '../../overlaying/overlaying.ts';
import type {Screen} from '../../screenContext.ts';
import type {Act} from '../act.ts';
import {goToPlace} from './places.ts';
import {lookAt} from './transfers.ts';
import {shownDraft, setDraft, write} from './writing.ts';
import {begunWith} from '../../writing/editor/editor.ts';

const rowOf = (entry: Entry): string => textOfEntry(entry).slice(0, 100);

export interface Chosen {
  one: RoomState;
  entry: Entry;
  roomId: number;
  seq: number;
  /** Permanent link, which names the message in a command. */
  link: string;
}

/** The selected message; absent if none is selected, or if it is not loaded any more. */
export function chosenIn({store, client}: Screen): Chosen | undefined {
  const {selection} = store.get().ui;
  const one = shownRoom(client.getState());
  if (selection === undefined || one === undefined || one.room.roomId !== selection.roomId) return undefined;
  const {roomId, seq} = selection;
  const entry = entryOf(one, seq);
  return entry === undefined || isIgnored(one, entry) ? undefined : {one, entry, roomId, seq, link: linkTo(one, seq)};
}

export function leaveSelection({store}: Screen): void {
  if (store.get().ui.selection !== undefined) store.change({type: 'messageChosen', selection: undefined});
}

/** Selects a message and scrolls it into sight. */
export function choose(screen: Screen, seq: number): void {
  const {store, client} = screen;
  const one = shownRoom(client.getState());
  if (one === undefined) return;
  const {roomId} = one.room;
  store.change({type: 'focusMoved', to: 'composer'});
  const markSeq = store.get().ui.selection?.markSeq;
  store.change({type: 'messageChosen', selection: {roomId, seq, ...(markSeq !== undefined && {markSeq})}});
  const view = store.get();
  const chat = chatOf(view, screen);
  if (chat === undefined) return;
  const {timeline, height} = chat;
  const key = viewKeyOf(view.state);
  const anchor = view.ui.anchorByRoom[key];
  const {topSeq, bottomSeq} = chatWindow(timeline, height, anchor);
  if (seq > topSeq && seq <= bottomSeq) return;
  const rows = rowsOfPiece(timeline, pieceOfSeq(timeline, seq)).length;
  const isAbove = seq <= topSeq;
  const next = isAbove ? {topSeq: seq, seenSeq: one.room.lastSeq} : scrollBy(timeline, height, anchor, rows + 1);
  store.change({type: 'scrolled', roomId: key, anchor: next});
}

/** Seq of the lowest visible message, where a selection starts. */
function lowestSeen(screen: Screen): number {
  const view = screen.store.get();
  const chat = chatOf(view, screen);
  const anchor = view.ui.anchorByRoom[viewKeyOf(view.state)];
  if (chat === undefined || anchor === undefined) return Number.MAX_SAFE_INTEGER - 1;
  return chatWindow(chat.timeline, chat.height, anchor).bottomSeq;
}

/** Moves the selection to the next message in this direction. */
function step(screen: Screen, by: 1 | -1): void {
  const one = shownRoom(screen.client.getState());
  if (one === undefined) return;
  const entries = heldEntries(one);
  const from = screen.store.get().ui.selection?.seq ?? lowestSeen(screen) + 1;
  const next =
    by < 0
      ? entries.findLast(entry => entry.seq < from && canBeChosen(one, entry))
      : entries.find(entry => entry.seq > from && canBeChosen(one, entry));
  if (next !== undefined) choose(screen, next.seq);
  else if (by > 0) leaveSelection(screen);
}

const canBeChosen = (one: RoomState, entry: Entry): boolean =>
  (isMessageOrFile(entry) || entry.kind === 'gone') && !isIgnored(one, entry);

export const selectMessage: Act = screen => step(screen, -1);
export const messageUp: Act = screen => step(screen, -1);
export const messageDown: Act = screen => step(screen, 1);
export const messageLeave: Act = leaveSelection;

/** Writes a command with the message as argument into the composer, to be completed there. */
const begin =
  (name: string, textOf: (chosen: Chosen) => string = () => ''): Act =>
  screen => {
    const chosen = chosenIn(screen);
    leaveSelection(screen);
    if (chosen === undefined) return;
    setDraft(screen, begunWith(shownDraft(screen), `/${name} ${chosen.link} ${textOf(chosen)}`));
  };

/** Runs a command with the message as its argument. */
const runOn =
  (command: Command, isKept = true): Act =>
  screen => {
    const chosen = chosenIn(screen);
    if (!isKept) leaveSelection(screen);
    if (chosen === undefined) return;
    const words = [chosen.link];
    const work = command.run(screen.client, {
      words,
      rest: chosen.link,
      state: screen.client.getState(),
      commands: screen.commands,
    });
    screen.run(work.then(outcome => showOutcome(screen, outcome)));
  };

export const messageReply = begin('reply');
export const messageThread = runOn(commands.thread, false);
export const messageReact = begin('react', () => ':');
export const messageForward = begin('forward');
/** Asks for confirmation, because a deletion cannot be undone. */
export const messageDelete: Act = screen => {
  const chosen = chosenIn(screen);
  if (chosen === undefined) return;
  const {entry, link} = chosen;
  if (entry.kind === 'gone') return;
  const words = [link];
  const choices: Choice[] = [
    {
      number: 1,
      row: `Delete it for everybody: ${rowOf(entry)}`,
      take: client =>
        commands.remove.run(client, {words, rest: link, state: client.getState(), commands: screen.commands}),
    },
    {number: 2, row: 'Keep it', take: () => Promise.resolve({kind: 'done'})},
  ];
  showOverlay(screen, openChoose('Delete this message?', choices));
};
export const messageQuote = runOn(commands.quote, false);
export const messageUnread = runOn(commands.unread, false);
const viewText = runOn(commands.view);
/** Previews a file, or shows the text of a message. */
export const messageView: Act = (screen, key) => {
  const entry = chosenIn(screen)?.entry;
  if (entry?.kind !== 'file') return viewText(screen, key);
  leaveSelection(screen);
  return screen.run(lookAt(screen, entry.fileId));
};
export const messageHistory = runOn(commands.history);
export const messageInfo = runOn(commands.info);
export const messageReactions = runOn(commands.reactions);

export const messageEdit: Act = screen => {
  const chosen = chosenIn(screen);
  leaveSelection(screen);
  if (chosen !== undefined) beginEdit(screen, chosen);
};

/** Writes an `/edit` of the user's last message into the composer. */
export const editLast: Act = screen => {
  const {client} = screen;
  const one = shownRoom(client.getState());
  const me = client.getState().me?.name;
  const entry = one && heldEntries(one).findLast(said => said.sender === me && hasWords(said));
  if (one === undefined || entry === undefined) return client.notify('info', 'You have said nothing here yet.');
  beginEdit(screen, {one, entry, roomId: one.room.roomId, seq: entry.seq, link: linkTo(one, entry.seq)});
};

function beginEdit(screen: Screen, {entry, link}: Chosen): void {
  const {client} = screen;
  if (!hasWords(entry)) return client.notify('info', 'Only messages can be edited; this is something else.');
  if (entry.sender !== client.getState().me?.name)
    return client.notify('info', 'Only who wrote a message can edit it.');
  if (shownDraft(screen).text !== '')
    return client.notify(
      'info',
      `Send what you are writing first, or empty it with ${screen.bindings.keyOf('interrupt')}.`,
    );
  write(screen, `/edit ${link} ${entry.text}`);
}

export const messageLink: Act = screen => {
  const chosen = chosenIn(screen);
  leaveSelection(screen);
  if (chosen !== undefined) write(screen, chosen.link);
};

export const messagePin: Act = screen => {
  const chosen = chosenIn(screen);
  if (chosen === undefined) return;
  screen.run(setPin(screen.client, chosen, chosen.entry.became?.pinnedBy === undefined));
};

export const messageStar: Act = screen => {
  const chosen = chosenIn(screen);
  if (chosen === undefined) return;
  // The selection ends first, or its key hints would hide the notice.
  leaveSelection(screen);
  screen.run(
    setStar(screen.client, {roomId: chosen.roomId, seq: chosen.seq}, true).then(() =>
      screen.client.notify('info', 'Starred; /stars shows what you starred.'),
    ),
  );
};

/** Goes to the message that the selected one replies to; inside a thread, to the message's own place in the room. */
export const messageOriginal: Act = screen => {
  const chosen = chosenIn(screen);
  if (chosen?.one.threadOf !== undefined) {
    leaveSelection(screen);
    return goToPlace(screen, {roomId: chosen.roomId, seq: chosen.seq});
  }
  if (chosen?.entry.kind !== 'message') return;
  const seq = chosen.entry.replyTo?.seq ?? chosen.entry.threadOf;
  if (seq !== undefined) goToMessage(screen, chosen.roomId, seq);
};

/** If the message is not loaded, jumps to it, which loads it with its surroundings. */
function goToMessage(screen: Screen, roomId: number, seq: number): void {
  const one = shownRoom(screen.client.getState());
  if (one === undefined || one.room.roomId !== roomId || seq > one.room.lastSeq) return;
  const known = entryOf(one, seq);
  if (known !== undefined) return isIgnored(one, known) ? undefined : choose(screen, seq);
  screen.store.change({type: 'scrolled', roomId, anchor: {topSeq: seq, seenSeq: one.room.lastSeq}});
  screen.store.change({type: 'messageChosen', selection: {roomId, seq}});
}
