/** Decides who gets a key: the open overlay, a pending first key, the focused pane, or the global table. */
import type {Act} from './act.ts';
import * as acts from './acts.ts';
import {leaveSelection} from './acts/messages.ts';
import {waitForSecond} from './acts/screen.ts';
import {cancelCompletion, doEdit, shownDraft, writeKey} from './acts/writing.ts';
import type {Key} from '../terminal/input/key.ts';
import type {ActionName, ActName, KeyPlace} from '../bindings/keyTable.ts';
import {keyToOverlay} from '../overlaying/overlaying.ts';
import type {Screen} from '../screenContext.ts';
import {latinChord} from '../terminal/input/layouts.ts';
import {arrowsOf} from '../terminal/input/wheel.ts';
import {editorCommandOf} from '../writing/editor/editorKeys.ts';

/** Actions that work over an open overlay too. */
const ALWAYS: ReadonlySet<ActionName> = new Set(['redraw', 'suspend']);

export function routeKey(screen: Screen, key: Key): void {
  screen.store.duringKey(() => route(screen, key));
}

function route(screen: Screen, key: Key): void {
  const {ui} = screen.store.get();
  if (ui.cover === 'text') return screen.endBare();
  const everywhere = actAnywhere(screen, key.chord);
  if (!ui.isInFront) screen.store.change({type: 'frontChanged', isInFront: true});
  if (ui.drag !== undefined) screen.store.change({type: 'dragChanged', drag: undefined});
  if (ui.isQuitArmed && everywhere !== 'interrupt') screen.store.change({type: 'quitArmed', isArmed: false});
  if (everywhere !== undefined && ALWAYS.has(everywhere)) return run(screen, everywhere, key);
  if (ui.overlays.length > 0) return arrowsOf(key).forEach(arrow => keyToOverlay(screen, arrow));
  if (ui.leader !== undefined) return followLeader(screen, key);
  if (ui.selection !== undefined && toMessage(screen, key)) return;
  if (ui.focus !== 'composer') {
    const inPane = actIn(screen, ui.focus, key);
    if (inPane !== undefined) return run(screen, inPane, key);
    // Typing in a side pane moves the focus to the composer.
    if (everywhere === undefined && key.text !== '') screen.store.change({type: 'focusMoved', to: 'composer'});
  } else if (everywhere === 'escape' && shownDraft(screen).completion !== undefined) {
    return cancelCompletion(screen);
  } else if (screen.bindings.preset === 'vim' && toMode(screen, key, everywhere)) return;
  if (everywhere !== undefined) return run(screen, everywhere, key);
  if (screen.store.get().ui.focus === 'composer') writeKey(screen, key);
}

const actAnywhere = ({bindings}: Screen, chord: string): ActionName | undefined =>
  bindings.actOn('anywhere', chord) ?? bindings.actOn('reading', chord);

/** Tries the key itself, then the Latin letter on the same key of another layout. */
const actIn = ({bindings}: Screen, place: KeyPlace, {chord}: Key): ActionName | undefined =>
  bindings.actOn(place, chord) ?? bindings.actOn(place, latinChord(chord));

/**
 * Runs an action on the selected message. Any other key ends the selection and is handled as usual.
 * @returns whether the key is used up
 */
function toMessage(screen: Screen, key: Key): boolean {
  const act = actIn(screen, 'message', key) ?? screen.bindings.actOn('message', key.text);
  const everywhere = actAnywhere(screen, key.chord);
  if (act !== undefined) run(screen, act, key);
  else if (everywhere === undefined || everywhere === 'interrupt') leaveSelection(screen);
  return act !== undefined || everywhere === 'interrupt';
}

/** Handles keys of the `vim` preset's normal mode, in which no letter is typed. @returns whether the key is used up */
function toMode(screen: Screen, key: Key, everywhere: ActionName | undefined): boolean {
  const {store, bindings} = screen;
  if (store.get().ui.mode === undefined) {
    if (everywhere !== 'escape') return false;
    store.change({type: 'modeChanged', mode: 'normal'});
    return true;
  }
  const act = actIn(screen, 'normal', key);
  if (act !== undefined) run(screen, act, key);
  else if (bindings.begins('normal', key.chord)) waitForSecond(screen, {place: 'normal', first: key.chord});
  else return key.text !== '' && key.chord !== 'paste';
  return true;
}

function followLeader(screen: Screen, key: Key): void {
  const {leader} = screen.store.get().ui;
  if (leader === undefined) return;
  const {place, first} = leader;
  screen.store.change({type: 'leaderChanged', leader: undefined});
  const find = (chord: string) => {
    const both = `${first} ${chord}`;
    if (place === 'normal') return screen.bindings.actOn('normal', both);
    return actAnywhere(screen, both) ?? screen.bindings.actOn('writing', both);
  };
  const act = find(key.chord) ?? find(latinChord(key.chord));
  if (act !== undefined) run(screen, act, {...key, chord: key.chord});
}

const ACTS: Readonly<Record<ActName, Act>> = acts;
const actOf = (name: string): Act | undefined => (ACTS as Readonly<Record<string, Act | undefined>>)[name];

function run(screen: Screen, name: ActionName, key: Key): void {
  const act = actOf(name);
  const command = editorCommandOf(name);
  if (act !== undefined) act(screen, key);
  else if (command !== undefined) doEdit(screen, command);
}
