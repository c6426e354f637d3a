/** Edits drafts, one for each room; Enter sends one or runs it as a command. */
import {commandLineIn} from '../../../client/input/commandLine.ts';
import {COMMANDS} from '../../../client/input/commandTable.ts';
import {complete} from '../../../client/input/completion.ts';
import {hereIn, type Here} from '../../../client/actions/messages/threads.ts';
import {submit as submitLine} from '../../../client/input/submit.ts';
import {droppedPaths, mayBeDropped} from '../../../client/transfers/up/dropped.ts';
import {viewKeyOf, type ViewKey} from '../../../client/state/selectors.ts';
import type {State} from '../../../client/state/state.ts';
import {sentenceOf} from '../../../shared/errors.ts';
import {composerOf} from '../../arrange.ts';
import {chipBefore} from '../../writing/editor/chips.ts';
import {ghostOf} from '../../writing/editor/tabKey.ts';
import {atEnd, begunWith, cleared, edit, putBack, submit, type EditAction} from '../../writing/editor/editor.ts';
import {draftOf, emptyEditor, type EditorState} from '../../writing/editor/editorState.ts';
import {editActionOf, type EditorCommand} from '../../writing/editor/editorKeys.ts';
import type {Key} from '../../terminal/input/key.ts';
import {openChoose} from '../../overlays.ts';
import {showOverlay} from '../../overlaying/overlaying.ts';
import {sizeOf} from '../../writing/editor/submit.ts';
import {waysToSendPaths} from '../../writing/droppedFiles.ts';
import {isLongPaste, waysToSend} from '../../writing/longText.ts';
import {plural} from '../../../shared/text/figures.ts';
import {showOutcome} from '../../overlaying/outcome.ts';
import type {Screen} from '../../screenContext.ts';

export const currentKey = ({client}: Screen): ViewKey => viewKeyOf(client.getState());

export const shownDraft = (screen: Screen, roomId = currentKey(screen)): EditorState =>
  screen.store.get().ui.draftByRoom[roomId] ?? emptyEditor;

export function setDraft(screen: Screen, draft: EditorState, roomId = currentKey(screen)): void {
  screen.store.change({type: 'draftChanged', roomId, draft});
  noteTyping(screen);
}

export function applyEdit(screen: Screen, action: EditAction, key = currentKey(screen)): void {
  const {textColumns} = composerOf(screen.store.get(), screen);
  setDraft(screen, edit(shownDraft(screen, key), action, textColumns), key);
}

/** Sends a typing notification. */
function noteTyping(screen: Screen): void {
  const {currentRoomId} = screen.client.getState();
  if (currentRoomId !== undefined) screen.client.parts.typing.noteDraft(currentRoomId, shownDraft(screen).text);
}

/** Inserts text at the cursor. */
export const write = (screen: Screen, text: string): void => applyEdit(screen, {type: 'insert', text});

/** Inserts text at the cursor; a command goes before the whole draft instead. */
export function writeFirst(screen: Screen, text: string): void {
  if (text.startsWith('/')) writeBefore(screen, text, currentKey(screen));
  else write(screen, text);
}

/** Puts a command before the whole draft, because after other words it would be sent as part of a message. */
function writeBefore(screen: Screen, text: string, key: ViewKey): void {
  const draft = shownDraft(screen, key);
  if (draft.text === '') return applyEdit(screen, {type: 'insert', text}, key);
  const isApart = /\s$/.test(text) || draftOf(draft) === '';
  setDraft(screen, begunWith(draft, isApart ? text : `${text} `), key);
}

export const cancelCompletion = (screen: Screen): void => applyEdit(screen, {type: 'cancelCompletion'});

/** @returns whether the editor used the key */
export function writeKey(screen: Screen, key: Key): boolean {
  const command = editActionOf(key, chord => screen.bindings.actOn('writing', chord));
  if (command === undefined) return false;
  doEdit(screen, command);
  return true;
}

export function doEdit(screen: Screen, command: EditorCommand): void {
  const draft = shownDraft(screen);
  if (command.type === 'submit') send(screen);
  else if (command.type === 'complete') {
    if (command.step === 1 && chipBefore(draft.chips, draft.cursor) !== undefined)
      applyEdit(screen, {type: 'openPaste'});
    else completeWord(screen, command.step);
  } else if (command.type === 'move' && command.to === 'right' && isTaken(screen, draft)) {
    const {suggestion} = draft;
    if (suggestion !== undefined) applyEdit(screen, {type: 'takeCandidates', ...suggestion});
  } else applyEdit(screen, command);
  suggestSoon(screen);
}

/** Whether the suggestion is accepted by Right; in normal mode, Right only moves. */
const isTaken = ({store}: Screen, draft: EditorState): boolean =>
  store.get().ui.mode === undefined && ghostOf(draft) !== undefined;

function send(screen: Screen): void {
  const waiting = lookedFor.get(screen)?.get(currentKey(screen));
  if (waiting !== undefined) {
    if (waiting.text === shownDraft(screen).text) return;
    // A second Enter with more text does not wait for the disk: the first line is sent, so that the order is kept.
    sendEntered(screen, waiting);
  }
  const draft = shownDraft(screen);
  const state = screen.client.getState();
  if (state.currentRoomId !== undefined) {
    const here = hereIn(state, state.currentRoomId);
    if (isLongPaste(draft, state.limits)) return offerWays(screen, draft.text, here);
    if (mayBeDropped(draft.text)) return offerFiles(screen, {key: currentKey(screen), text: draft.text, state}, here);
  }
  sendDraft(screen, draft);
}

/** Clears the draft, unless it was changed since. */
function clearSent(screen: Screen, text: string, key: ViewKey): void {
  const draft = shownDraft(screen, key);
  if (draft.text === text) setDraft(screen, cleared(draft), key);
}

/** A line with the state at the moment of Enter. */
interface Entered {
  key: ViewKey;
  text: string;
  state: State;
}

/** Lines whose words may be paths and are being checked on the disk; at most one per room and thread. */
const lookedFor = new WeakMap<Screen, Map<ViewKey, Entered>>();

/** Offers to send files that were dropped on the terminal, which arrive as their paths. */
function offerFiles(screen: Screen, entered: Entered, here: Here): void {
  const {key, text} = entered;
  const all = lookedFor.get(screen) ?? new Map<ViewKey, Entered>();
  lookedFor.set(screen, all.set(key, entered));
  // The cursor goes to the end, so that further input is appended.
  if (shownDraft(screen, key).cursor !== text.length) applyEdit(screen, {type: 'place', cursor: text.length}, key);
  screen.run(
    droppedPaths(text).then(paths => {
      if (all.get(key) !== entered) return;
      if (paths === undefined) return sendEntered(screen, entered);
      all.delete(key);
      if (currentKey(screen) !== key || shownDraft(screen, key).text !== text) return;
      const onSent = () => clearSent(screen, text, key);
      showOverlay(
        screen,
        openChoose(`Send ${plural(paths.length, 'path')}`, waysToSendPaths({paths, here, text, onSent})),
      );
    }),
  );
}

/** Sends the line. Text appended to it since stays in the draft; if the line itself was changed, nothing is sent. */
function sendEntered(screen: Screen, entered: Entered): void {
  const {key, text} = entered;
  lookedFor.get(screen)?.delete(key);
  const draft = shownDraft(screen, key);
  if (!draft.text.startsWith(text)) return;
  const since = draft.text.slice(text.length);
  if (since === '') return sendDraft(screen, draft, entered);
  sendDraft(screen, {...draft, ...atEnd(text), chips: []}, entered);
  const at = shownDraft(screen, key).cursor;
  applyEdit(screen, {type: 'paste', text: since}, key);
  applyEdit(screen, {type: 'place', cursor: at + Math.max(0, draft.cursor - text.length)}, key);
}

function sendDraft(
  screen: Screen,
  draft: EditorState,
  {key, state: before}: Pick<Entered, 'key' | 'state'> = {key: currentKey(screen), state: screen.client.getState()},
): void {
  const {limits, currentRoomId} = screen.client.getState();
  const {state, line} = submit(draft, limits);
  setDraft(screen, state, key);
  if (line === undefined) return;
  const toEnd = () => screen.store.change({type: 'scrolled', roomId: key, anchor: undefined});
  // A command may ask something or refer to what is visible, so it does not scroll to the end before it is done.
  const isCommand = commandLineIn(line, COMMANDS) !== undefined;
  if (!isCommand) toEnd();
  // Sending a message marks the room, or the thread, as read.
  if (key === currentRoomId && !isCommand) screen.client.parts.sync.markRead(key);
  screen.run(
    submitLine(screen.client, line, before).then(outcome => {
      if (isCommand && outcome.kind === 'done') toEnd();
      // Goes into the draft of the room in which the command was typed.
      if (outcome.kind === 'write') return writeBefore(screen, outcome.text, key);
      if (outcome.kind !== 'refused') return showOutcome(screen, outcome);
      setDraft(screen, putBack(shownDraft(screen, key), line, sentenceOf(outcome.code, outcome.detail)), key);
    }),
  );
}

function offerWays(screen: Screen, text: string, here: Here): void {
  const key = currentKey(screen);
  const onSent = () => {
    clearSent(screen, text, key);
    screen.store.change({type: 'scrolled', roomId: key, anchor: undefined});
  };
  const {limits} = screen.client.getState();
  showOverlay(
    screen,
    openChoose(`Send ${plural(sizeOf(text).lines, 'line')}`, waysToSend({text, here, limits, onSent})),
  );
}

/** No suggestions for drafts longer than this, in code units. */
const SUGGESTED_MAX = 2_000;
/** At most one request for suggestions per screen. */
const asking = new WeakMap<Screen, {isAsked: boolean}>();

/** Looks up how the current word could be completed, in the background, so that no key waits for it. */
function suggestSoon(screen: Screen): void {
  const {text, cursor, completion} = shownDraft(screen);
  const isWord = cursor === text.length && text.length <= SUGGESTED_MAX && /[/@#:]/.test(text) && !/\s$/.test(text);
  if (!isWord || completion !== undefined) return;
  const under = asking.get(screen);
  if (under !== undefined) return void (under.isAsked = true);
  const now = {isAsked: false};
  asking.set(screen, now);
  const roomId = currentKey(screen);
  screen.run(
    complete(screen.client.getState(), text, cursor)
      .then(found => {
        const draft = edit(shownDraft(screen, roomId), {type: 'suggest', forText: text, forCursor: cursor, ...found});
        if (ghostOf(draft) !== undefined) screen.store.change({type: 'draftChanged', roomId, draft});
      })
      .finally(() => {
        asking.delete(screen);
        if (now.isAsked) suggestSoon(screen);
      }),
  );
}

function completeWord(screen: Screen, step: 1 | -1): void {
  const draft = shownDraft(screen);
  if (draft.completion !== undefined) {
    applyEdit(screen, {type: 'cycleCompletion', step});
    return;
  }
  const roomId = currentKey(screen);
  const {text, cursor} = draft;
  screen.run(
    complete(screen.client.getState(), text, cursor).then(found => {
      const action = {type: 'takeCandidates' as const, forText: text, forCursor: cursor, ...found};
      setDraft(screen, edit(shownDraft(screen, roomId), action), roomId);
    }),
  );
}
