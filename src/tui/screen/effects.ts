/** Runs the effects that overlays return. */
import * as rooms from '../../client/actions/room.ts';
import {doPassphrase} from '../../client/actions/account/keyPassphrase.ts';
import {changePassword} from '../../client/actions/account/session.ts';
import {sendFiles} from '../../client/actions/transfer.ts';
import {ChatError} from '../../shared/errors.ts';
import {applySetting, keepSetting} from '../applySetting.ts';
import {runFactor} from '../factor/run.ts';
import {answerAddress} from '../../client/actions/people/permissions.ts';
import {isAddressAnswer, SHARE} from '../overlaying/address.ts';
import {openDirect} from '../keys/acts/people.ts';
import {goToPlace, makeUnreadHere, openThread} from '../keys/acts/places.ts';
import {enterElsewhere, enterRoom} from '../keys/acts/rooms.ts';
import {writeFirst, writeKey} from '../keys/acts/writing.ts';
import {doKeyboardCommand, takePreset} from '../keys/keyboardCommands.ts';
import {doServerCommand} from '../keys/serverCommands.ts';
import {askInbox, askSearch, goElsewhere, othersOf, searchElsewhere} from '../keys/askServers.ts';
import type {OverlayEffect, OverlayEvent} from '../overlay.ts';
import {tellOverlay} from '../overlaying/overlaying.ts';
import {showOutcome} from '../overlaying/outcome.ts';
import {readFolder} from '../overlays/picking/folder.ts';
import {answerQuit} from '../overlaying/quitting.ts';
import type {Screen} from '../screenContext.ts';

export function runEffects(screen: Screen, effects: readonly OverlayEffect[]): void {
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
  write: (screen, {text}) => writeFirst(screen, text),
  sendFiles: (screen, {paths, roomId}) => screen.run(sendFiles(screen.client, {paths, roomId})),
  readFolder: (screen, {path}) =>
    screen.run(
      readFolder(path).then(listing => tellOverlay(screen, 'filePicker', {type: 'folderRead', path, listing})),
    ),
  changePassword: (screen, {oldPassword, newPassword}) =>
    screen.run(
      changePassword(screen.client, {oldPassword, newPassword}).then(
        () => {
          tellOverlay(screen, 'passwordForm', {type: 'done'});
          screen.client.notify('info', 'Your password is changed. All your other logins have ended.');
        },
        (error: unknown) => {
          // If the form was closed meanwhile, the error appears as a notice.
          if (!(error instanceof ChatError) || !tellOverlay(screen, 'passwordForm', failed(error))) throw error;
        },
      ),
    ),
  keyPassphrase: (screen, {type: _type, ...wanted}) =>
    screen.run(
      doPassphrase(screen.client, wanted).then(
        sentence => {
          tellOverlay(screen, 'passphraseForm', {type: 'done'});
          screen.client.notify('info', sentence);
        },
        (error: unknown) => {
          const failure = {type: 'failed' as const, sentence: error instanceof ChatError ? error.message : ''};
          if (!(error instanceof ChatError) || !tellOverlay(screen, 'passphraseForm', failure)) throw error;
        },
      ),
    ),
  secondFactor(screen, {effect}) {
    const {client} = screen;
    const name = client.getState().me?.name;
    if (effect.type === 'done') return client.notify('info', 'From now on each login asks for a code.');
    if (name === undefined) return undefined;
    return screen.run(
      runFactor(client, name, effect).then(answer => {
        if (answer.type === 'ended') client.notify('info', 'You have no second factor any more.');
        tellOverlay(screen, 'secondFactor', {type: 'factorAnswered', answer});
      }),
    );
  },
  typeKey(screen, {key}) {
    screen.store.change({type: 'focusMoved', to: 'composer'});
    writeKey(screen, key);
  },
  choose: (screen, {choice}) => screen.run(choice.take(screen.client).then(outcome => showOutcome(screen, outcome))),
  listRooms: screen =>
    screen.run(
      rooms.listRooms(screen.client).then(
        found => void tellOverlay(screen, 'switcher', {type: 'roomsListed', rooms: found}),
        (error: unknown) => {
          // Without a connection, cached places can still be opened.
          if (!(error instanceof ChatError)) throw error;
        },
      ),
    ),
  listInbox(screen, {before, server}) {
    askInbox(screen, before, server);
    if (before === undefined) for (const other of othersOf(screen)) askInbox(screen, undefined, other);
  },
  search(screen, {typed, asked, isFirst = false, server}) {
    askSearch(screen, typed, asked, server);
    if (isFirst) for (const other of othersOf(screen)) searchElsewhere(screen, typed, other);
  },
  goTo: (screen, {place, reopen, serverId}) =>
    serverId === undefined ? goToPlace(screen, place, reopen) : goElsewhere(screen, serverId, place),
  openThread: (screen, {place, reopen}) => openThread(screen, place, reopen),
  unreadHere: (screen, {roomId}) => makeUnreadHere(screen, roomId),
  theme: (screen, {name, isKept}) =>
    screen.run(
      screen.themes.show(name).then(async sentence => {
        if (!isKept) return;
        if (sentence !== undefined) screen.client.notify('warning', sentence);
        await keepSetting(screen, 'theme', screen.themes.name());
      }),
    ),
  server: (screen, {command}) => screen.run(doServerCommand(screen, command)),
  enterElsewhere: (screen, {serverId, roomId}) => enterElsewhere(screen, serverId, roomId),
  setting: (screen, {name, value}) =>
    screen.run(
      applySetting(screen, name, value).then(
        async sentence => {
          const local = await screen.localSettings.list();
          tellOverlay(screen, 'settings', {type: 'settingsListed', local, sentence});
        },
        (error: unknown) => {
          if (
            !(error instanceof ChatError) ||
            !tellOverlay(screen, 'settings', {type: 'failed', sentence: error.message})
          )
            throw error;
        },
      ),
    ),
  tryStyle: (screen, {chatStyle}) => screen.store.change({type: 'chatStyleChanged', chatStyle}),
  keepFirstRun: (screen, {preset, chatStyle}) =>
    // One after the other, because both write the same file.
    screen.run(keepSetting(screen, 'layout', chatStyle).then(() => takePreset(screen, preset))),
  keyboard: (screen, {command}) => screen.run(doKeyboardCommand(screen, command)),
  answer(screen, {question, choice}) {
    if (isAddressAnswer(choice)) screen.run(answerAddress(screen.client, question, choice === SHARE));
    else answerQuit(screen, question, choice);
  },
};

const failed = (error: ChatError): OverlayEvent => ({
  type: 'failed',
  sentence: error.code === 'login-failed' ? 'This is not your old password.' : error.message,
});
