/** The one place that decides whose a key is: an open overlay's, the leader's, the focused pane's, or everybody's. */
import type {Act} from './act.ts';
import * as acts from './acts.ts';
import {leaveSelection} from './acts/messages.ts';
import {cancelCompletion, draftOf, writeKey} from './acts/writing.ts';
import type {Key} from '../terminal/input/key.ts';
import {actAfterLeader, actAnywhere, actInPane, actOnMessage, type ActName} from './keyTable.ts';
import {keyToOverlay} from '../overlays/overlaying.ts';
import type {Screen} from '../screenContext.ts';
import {latinChord} from '../terminal/input/layouts.ts';
import {arrowsOf} from '../terminal/input/wheel.ts';

/** These work over an open overlay too. */
const ALWAYS: ReadonlySet<ActName> = new Set(['redraw', 'suspend']);

export function routeKey(screen: Screen, key: Key): void {
  screen.store.duringKey(() => route(screen, key));
}

function route(screen: Screen, key: Key): void {
  const {ui} = screen.store.get();
  if (!ui.isInFront) screen.store.change({type: 'frontChanged', isInFront: true});
  if (ui.isQuitArmed && key.chord !== 'ctrl+c') screen.store.change({type: 'quitArmed', isArmed: false});
  const everywhere = actAnywhere(key.chord);
  if (everywhere !== undefined && ALWAYS.has(everywhere)) return run(screen, everywhere, key);
  if (ui.overlays.length > 0) return arrowsOf(key).forEach(arrow => keyToOverlay(screen, arrow));
  if (ui.leader !== undefined) return followLeader(screen, key);
  if (ui.selection !== undefined && toMessage(screen, key)) return;
  if (ui.focus !== 'composer') {
    const inPane = actInPane(ui.focus, key.chord) ?? actInPane(ui.focus, latinChord(key.chord));
    if (inPane !== undefined) return run(screen, inPane, key);
    // Somebody who types means the message.
    if (everywhere === undefined && key.text !== '') screen.store.change({type: 'focusMoved', to: 'composer'});
  } else if (key.chord === 'escape' && draftOf(screen).completion !== undefined) {
    return cancelCompletion(screen);
  }
  if (everywhere !== undefined) return run(screen, everywhere, key);
  if (screen.store.get().ui.focus === 'composer') writeKey(screen, key);
}

/**
 * A key that means nothing for a chosen message is for everybody else, and then none is chosen any more. @returns whether it was
 * for the message
 */
function toMessage(screen: Screen, key: Key): boolean {
  const act = actOnMessage(key.chord) ?? actOnMessage(latinChord(key.chord)) ?? actOnMessage(key.text);
  if (act !== undefined) run(screen, act, key);
  else if (actAnywhere(key.chord) === undefined || key.chord === 'ctrl+c') leaveSelection(screen);
  return act !== undefined || key.chord === 'ctrl+c';
}

function followLeader(screen: Screen, key: Key): void {
  screen.store.change({type: 'leaderChanged', leader: undefined});
  const act = actAfterLeader(key.chord) ?? actAfterLeader(latinChord(key.chord));
  if (act !== undefined) run(screen, act, key);
}

const ACTS: Readonly<Record<ActName, Act>> = acts;
const run = (screen: Screen, act: ActName, key: Key): void => ACTS[act](screen, key);
