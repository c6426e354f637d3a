/** Acts on the screen itself: overlays, quitting, redrawing. */
import type {Act} from '../act.ts';
import {cleared} from '../../writing/editor/editor.ts';
import {withKilled} from '../../writing/editor/changes.ts';
import {openHelp, openSwitcher} from '../../overlays.ts';
import {helpHere} from '../../overlaying/helpHere.ts';
import {showOverlay} from '../../overlaying/overlaying.ts';
import {pickFiles} from '../../overlaying/pickFiles.ts';
import {quit} from '../../overlaying/quitting.ts';
import type {Screen} from '../../screenContext.ts';
import type {Leader} from '../../ui.ts';
import {closeThread, goBack} from './places.ts';
import {shownDraft, setDraft} from './writing.ts';

export const goTo: Act = screen => showOverlay(screen, openSwitcher());
export const help: Act = screen => showOverlay(screen, openHelp(helpHere(screen.store.get())));
export const filePicker: Act = pickFiles;
export const redraw: Act = screen => screen.redraw();
export const mouse: Act = screen => {
  const isOn = !screen.store.get().ui.isMouseOn;
  screen.setMouse(isOn);
  const key = screen.bindings.keyOf('mouse');
  const off = 'The mouse is the terminal’s again: it selects text as always.';
  screen.client.notify('info', isOn ? `The mouse works here: wheel, clicks, dragging copies. ${key} ends it.` : off);
};
export const suspend: Act = screen => screen.suspend();

/** Delay before the list of second keys appears, for those who do not know them by heart. */
const LEADER_SHOWN_MS = 500;

export const leader: Act = screen => waitForSecond(screen, {place: 'anywhere', first: 'leader'});

/** Waits for the second key of a two-key chord. */
export function waitForSecond({store, later}: Screen, first: Omit<Leader, 'isShown'>): void {
  const pressed = {...first, isShown: false};
  store.change({type: 'leaderChanged', leader: pressed});
  later(LEADER_SHOWN_MS, () => {
    if (store.get().ui.leader === pressed) store.change({type: 'leaderChanged', leader: {...pressed, isShown: true}});
  });
}

/**
 * Does the first of these that applies: closes what is open, returns from a jump, scrolls to the newest, marks everything read.
 */
export const escape: Act = screen => {
  const {store, client} = screen;
  const {ui, state} = store.get();
  if (ui.focus !== 'composer') {
    if (ui.drawer === ui.focus) store.change({type: 'paneClosed', pane: ui.focus});
    else store.change({type: 'focusMoved', to: 'composer'});
  } else if (ui.drawer !== undefined) store.change({type: 'paneClosed', pane: ui.drawer});
  else if (closeThread(screen)) return;
  else if (state.currentRoomId !== undefined && !goBack(screen)) {
    if (ui.anchorByRoom[state.currentRoomId] === undefined) client.parts.sync.markRead(state.currentRoomId);
    store.change({type: 'scrolled', roomId: state.currentRoomId, anchor: undefined});
  }
};

export const interrupt: Act = screen => {
  const {ui} = screen.store.get();
  const draft = shownDraft(screen);
  if (draft.text !== '') {
    setDraft(screen, {...cleared(draft), killed: withKilled(draft.killed, draft.text)});
    return;
  }
  if (ui.isQuitArmed) quit(screen, '');
  else screen.store.change({type: 'quitArmed', isArmed: true});
};
