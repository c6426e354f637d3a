/** Opens overlays, hands them their keys, and does what they ask for. */
import * as rooms from '../client/actions/room.ts';
import {changePassword} from '../client/actions/session.ts';
import {sendFiles} from '../client/actions/transfer.ts';
import {ChatError} from '../shared/errors.ts';
import {openDirect} from './acts/people.ts';
import {enterRoom} from './acts/rooms.ts';
import {write} from './acts/writing.ts';
import {KEYS} from './keys.ts';
import type {Layout} from './layout.ts';
import type {Overlay, OverlayEffect, OverlayEvent, OverlayFacts, OverlaySize} from './overlay.ts';
import {readFolder} from './overlays/folder.ts';
import {answerQuit} from './quitting.ts';
import type {Screen} from './screenContext.ts';
import {layoutFrom} from './arrange.ts';
import type {State} from '../client/state.ts';

export const factsFor = ({commands, homeDir, theme}: Screen, state: State): OverlayFacts => ({
  state,
  commands,
  keys: KEYS,
  homeDir,
  theme,
});

/** Room inside the box: what it would like, as far as the screen allows; border and a margin stay free. */
export function innerSize(overlay: Overlay, stage: Layout['stage']): OverlaySize {
  const margin = stage.columns >= 60 ? 8 : 4;
  return {
    columns: Math.max(1, Math.min(overlay.wanted.columns, stage.columns - margin)),
    rows: Math.max(1, Math.min(overlay.wanted.rows, stage.rows - 2)),
  };
}

export function showOverlay(screen: Screen, overlay: Overlay): void {
  screen.store.change({type: 'overlayOpened', overlay});
  runEffects(screen, overlay.effects ?? []);
}

/** @returns whether there was an overlay to take it */
export function tellOverlay(screen: Screen, event: OverlayEvent): boolean {
  const overlay = screen.store.get().ui.overlays.at(-1);
  if (overlay === undefined) return false;
  const step = overlay.on(event);
  screen.store.change(
    step.overlay === undefined ? {type: 'overlayClosed'} : {type: 'overlayReplaced', overlay: step.overlay},
  );
  runEffects(screen, step.effects ?? []);
  return true;
}

export function keyToOverlay(screen: Screen, key: Extract<OverlayEvent, {type: 'key'}>['key']): boolean {
  const view = screen.store.get();
  const overlay = view.ui.overlays.at(-1);
  const layout = layoutFrom(view, screen);
  if (overlay === undefined || layout === undefined) return false;
  const size = innerSize(overlay, layout.stage);
  return tellOverlay(screen, {type: 'key', key, facts: factsFor(screen, screen.client.getState()), size});
}

function runEffects(screen: Screen, effects: readonly OverlayEffect[]): void {
  for (const effect of effects) EFFECTS[effect.type](screen, effect as never);
}

type Effects = {
  [Type in OverlayEffect['type']]: (screen: Screen, effect: Extract<OverlayEffect, {type: Type}>) => void;
};

const EFFECTS: Effects = {
  enterRoom: (screen, {roomId}) => enterRoom(screen, roomId),
  openDirect: (screen, {name}) => openDirect(screen, name),
  joinRoom: (screen, {name}) =>
    screen.run(rooms.joinRoom(screen.client, name).then(({roomId}) => enterRoom(screen, roomId))),
  write: (screen, {text}) => write(screen, text),
  sendFiles(screen, {paths}) {
    const roomId = screen.client.getState().currentRoomId;
    if (roomId !== undefined) screen.run(sendFiles(screen.client, {paths, roomId}));
  },
  readFolder: (screen, {path}) =>
    screen.run(readFolder(path).then(listing => tellOverlay(screen, {type: 'folderRead', path, listing}))),
  changePassword: (screen, {oldPassword, newPassword}) =>
    screen.run(
      changePassword(screen.client, {oldPassword, newPassword}).then(
        () => screen.store.change({type: 'overlayClosed'}),
        (error: unknown) => {
          if (!(error instanceof ChatError)) throw error;
          tellOverlay(screen, {type: 'failed', sentence: error.message});
        },
      ),
    ),
  answer: (screen, {question, choice}) => answerQuit(screen, question, choice),
};
