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

/** The others see that somebody writes. */
function noteTyping(screen: Screen): void {
  const {currentRoomId} = screen.client.getState();
  if (currentRoomId !== undefined) screen.client.parts.typing.noteDraft(currentRoomId, shownDraft(screen).text);
}

/** Puts text where the cursor is. */
export const write = (screen: Screen, text: string): void => applyEdit(screen, {type: 'insert', text});

/** Puts text where the cursor is, but a command before the whole draft: behind words it would be a part of the message. */
export function writeFirst(screen: Screen, text: string): void {
  const draft = shownDraft(screen);
  if (!text.startsWith('/') || draft.text === '') return write(screen, text);
  const isApart = text.endsWith(' ') || draftOf(draft) === '';
  setDraft(screen, begunWith(draft, isApart ? text : `${text} `));
}

export const cancelCompletion = (screen: Screen): void => applyEdit(screen, {type: 'cancelCompletion'});

/** @returns whether the key meant something to the editor */
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

/** Where letters are keys, Right only moves. */
const isTaken = ({store}: Screen, draft: EditorState): boolean =>
  store.get().ui.mode === undefined && ghostOf(draft) !== undefined;

function send(screen: Screen): void {
  const waiting = lookedFor.get(screen)?.get(currentKey(screen));
  if (waiting !== undefined) {
    if (waiting.text === shownDraft(screen).text) return;
    // Whoever has written on does not wait for the disk, and what was entered first goes first.
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

/** What was written since stays. */
function clearSent(screen: Screen, text: string, key: ViewKey): void {
  const draft = shownDraft(screen, key);
  if (draft.text === text) setDraft(screen, cleared(draft), key);
}

/** A line as it was at Enter. */
interface Entered {
  key: ViewKey;
  text: string;
  state: State;
}

/** What was entered and may be paths, while it is looked for on the disk: at most one in each room and thread. */
const lookedFor = new WeakMap<Screen, Map<ViewKey, Entered>>();

/** Files that were dropped on the terminal come as their paths. */
function offerFiles(screen: Screen, entered: Entered, here: Here): void {
  const {key, text} = entered;
  const all = lookedFor.get(screen) ?? new Map<ViewKey, Entered>();
  lookedFor.set(screen, all.set(key, entered));
  // What is typed meanwhile comes behind it.
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

/** What was typed behind it since stays; where the line itself was changed since, all of it does. */
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
  // A command that asks, or is about what is on screen, leaves it there.
  const isCommand = commandLineIn(line, COMMANDS) !== undefined;
  if (!isCommand) toEnd();
  // Who answers has read what was said; in a thread, what was said in it.
  if (key === currentRoomId && !isCommand) screen.client.parts.sync.markRead(key);
  screen.run(
    submitLine(screen.client, line, before).then(outcome => {
      if (isCommand && outcome.kind === 'done') toEnd();
      // To be written on where the line was typed.
      if (outcome.kind === 'write') return applyEdit(screen, {type: 'insert', text: outcome.text}, key);
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

/** Nobody is asked to complete more than this while one writes. */
const SUGGESTED_MAX = 2_000;
/** Of each screen at most one question is under way. */
const asking = new WeakMap<Screen, {isAsked: boolean}>();

/** The word that could go on, without being asked; what it takes to find it never holds up a key. */
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
