/** Applies the outcome of a command to the screen. */
import {sentenceOf} from '../../shared/errors.ts';
import type {Outcome} from '../../client/input/command.ts';
import {
  openChoose,
  openHelp,
  openInbox,
  openPassphraseForm,
  openPasswordForm,
  openSearch,
  openSecondFactor,
  openSettings,
  openShow,
  openThemes,
} from '../overlays.ts';
import {helpHere} from './helpHere.ts';
import {applySetting, keepSetting} from '../applySetting.ts';
import type {Overlay} from '../overlay.ts';
import {showWhenFree} from './pauses.ts';
import {pickFiles} from './pickFiles.ts';
import {quit} from './quitting.ts';
import type {Screen} from '../screenContext.ts';

type Opened = Extract<Outcome, {kind: 'open'}>['overlay'];

const OVERLAYS: Readonly<Record<Exclude<Opened, 'settings' | 'filePicker'>, (screen: Screen) => Overlay>> = {
  passwordForm: () => openPasswordForm(),
  passphraseUnlock: () => openPassphraseForm('unlock'),
  passphraseSet: () => openPassphraseForm('set'),
  passphraseChange: () => openPassphraseForm('change'),
  passphraseRemove: () => openPassphraseForm('remove'),
  secondFactorOn: () => openSecondFactor(false),
  secondFactorOff: () => openSecondFactor(true),
  keys: ({store}) => openHelp(helpHere(store.get())),
  inbox: ({client}) => openInbox(client.options.now()),
};

export function showOutcome(screen: Screen, outcome: Outcome): void {
  if (outcome.kind === 'told') screen.client.notify('info', outcome.sentence);
  else if (outcome.kind === 'show') showWhenFree(screen, openShow(outcome.title, outcome.rows));
  else if (outcome.kind === 'copy') screen.copy(outcome.text);
  else if (outcome.kind === 'noticeTest') screen.testNotice();
  else if (outcome.kind === 'page') screen.openPage(outcome.href);
  else if (outcome.kind === 'choose') showWhenFree(screen, openChoose(outcome.title, outcome.choices));
  else if (outcome.kind === 'goTo')
    screen.runEffects([{type: 'goTo', place: {roomId: outcome.roomId, seq: outcome.seq}}]);
  else if (outcome.kind === 'thread')
    screen.runEffects([{type: 'openThread', place: {roomId: outcome.roomId, seq: outcome.seq}}]);
  else if (outcome.kind === 'search') {
    const {client} = screen;
    showWhenFree(screen, openSearch(outcome.typed, client.options.now(), client.getState()));
  } else if (outcome.kind === 'unreadHere') screen.runEffects([{type: 'unreadHere', roomId: outcome.roomId}]);
  else if (outcome.kind === 'chatStyle') {
    screen.store.change({type: 'chatStyleChanged', chatStyle: outcome.chatStyle});
    screen.run(keepSetting(screen, 'layout', outcome.chatStyle));
  } else if (outcome.kind === 'theme') showTheme(screen, outcome.name);
  else if (outcome.kind === 'keyboard') screen.runEffects([{type: 'keyboard', command: outcome.command}]);
  else if (outcome.kind === 'server') screen.runEffects([{type: 'server', command: outcome.command}]);
  else if (outcome.kind === 'openPath') screen.openPath(outcome.path, outcome.how);
  else if (outcome.kind === 'setting')
    screen.run(
      applySetting(screen, outcome.name, outcome.value).then(sentence => screen.client.notify('info', sentence)),
    );
  else if (outcome.kind === 'open') {
    const {overlay} = outcome;
    if (overlay === 'filePicker') return pickFiles(screen);
    if (overlay !== 'settings') return showWhenFree(screen, OVERLAYS[overlay](screen));
    screen.run(screen.localSettings.list().then(local => showWhenFree(screen, openSettings(local))));
  } else if (outcome.kind === 'refused') screen.client.notify('error', sentenceOf(outcome.code, outcome.detail));
  else if (outcome.kind === 'write') screen.runEffects([{type: 'write', text: outcome.text}]);
  else if (outcome.kind === 'logout') screen.end(outcome);
  else if (outcome.kind === 'quit') quit(screen, outcome.quitMessage);
}

function showTheme(screen: Screen, name: string): void {
  const {themes} = screen;
  if (name !== '') return screen.runEffects([{type: 'theme', name, isKept: true}]);
  screen.run(themes.names().then(names => showWhenFree(screen, openThemes(names, themes.name()))));
}
