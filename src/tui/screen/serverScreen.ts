/** The screen of one server: its store, the context for keys, and its watchers. */
import {openOrCopyPath, copyAnywhere, openAnywhere, testNotice} from '../outside/outside.ts';
import type {Client} from '../../client/client.ts';
import {COMMANDS} from '../../client/input/commandTable.ts';
import {kindOf} from '../../shared/errors.ts';
import {expectedErrorOf} from '../../shared/machine/diskTrouble.ts';
import {watchAlerts, type Caller} from '../outside/alerts.ts';
import type {BindingStore} from '../bindings/bindingStore.ts';
import {watchSpelling} from '../chat/watching/misspelt.ts';
import {watchPictures} from '../chat/watching/seenPictures.ts';
import {watchDrafts} from '../chat/watching/drafts.ts';
import {watchView} from '../chat/watching/lastView.ts';
import {watchPlaces} from '../chat/watching/places.ts';
import {runEffects} from './effects.ts';
import type {Ending} from '../ending.ts';
import {watchIdle} from '../outside/idle.ts';
import {NO_SETTINGS} from '../localSettings.ts';
import {watchFocus} from '../keys/acts/panes.ts';
import {noteUser} from '../keys/serverCommands.ts';
import type {ScreenOptions} from './screenOptions.ts';
import {watchAddress} from '../overlaying/address.ts';
import type {Screen, ScreenEnd} from '../screenContext.ts';
import type {LoginEnd} from '../servers/ports.ts';
import type {OpenServer} from '../servers/servers.ts';
import {createStore, type Store} from '../store.ts';
import type {ChosenTheme} from '../theme/chosenTheme.ts';

export interface ServerScreen extends OpenServer {
  screen: Screen;
  /** A key was pressed. */
  noteKey(): void;
}

/** Shared by the screens of all servers. */
export interface Shared {
  options: ScreenOptions;
  ending: Ending<ScreenEnd>;
  themes: ChosenTheme;
  keyboard: BindingStore;
  caller: Caller;
  servers: () => Screen['servers'];
  redraw: () => void;
  /** Whether this client's screen is visible, not covered by anything. */
  isSeen: (client: Client) => boolean;
  logIn: Screen['logIn'];
  end: (client: Client, how: Parameters<Screen['end']>[0]) => void;
}

export function openServerScreen(id: number, client: Client, shared: Shared): ServerScreen {
  const {options, caller} = shared;
  const store = createStore(client, options.terminal.size());
  const screen = screenOf(client, store, shared);
  if (options.chatStyle !== undefined) store.change({type: 'chatStyleChanged', chatStyle: options.chatStyle});
  const idle = watchIdle(client, options.idleAfterMs);
  const address = watchAddress(screen);
  const isFront = () => shared.servers().front().client === client;
  const stops = [
    watchAlerts(client, store, caller),
    () => address.stop(),
    watchDrafts(client, store),
    () => idle.stop(),
    watchPlaces(client, store),
    watchRoom(client, store),
    watchFocus(screen),
    watchView(client, store),
    screen.picture === undefined || !hasBlocks(options.depth)
      ? () => {}
      : watchPictures(client, store, screen.picture, options.pictureBytesMax ?? 0),
    options.checkWords === undefined ? () => {} : watchSpelling(store, options.checkWords),
    watchLogin(client, how => shared.end(client, how)),
    watchUser(client, name => noteUser(screen, id, name)),
    options.servers?.attend(client, isFront) ?? (() => {}),
  ];
  return {
    client,
    store,
    screen,
    noteKey() {
      idle.noteKey();
      address.noteKey();
    },
    close() {
      stops.forEach(stop => stop());
      store.close();
    },
  };
}

/** Drops the selection and the way back when the current room changes. @returns a function that stops watching */
function watchRoom(client: Client, store: Store): () => void {
  const look = () => store.change({type: 'roomShown', roomId: client.getState().currentRoomId});
  return client.addPart({on: {roomEntered: look, roomClosed: look, sessionOpened: look}});
}

/** How the server ended the login; absent while the login is valid, also if only the connection ended. */
function loginEndOf(client: Client): LoginEnd | undefined {
  const {connection} = client.getState();
  if (connection.status !== 'ended' || kindOf(connection.code).endsLogin !== true) return undefined;
  return {kind: 'refused', code: connection.code, detail: connection.detail};
}

/** Reports once that the server has ended the login. @returns a function that stops watching */
function watchLogin(client: Client, onEnd: (how: LoginEnd) => void): () => void {
  const stop = client.subscribe(() => {
    const how = loginEndOf(client);
    if (how === undefined) return;
    stop();
    onEnd(how);
  });
  return stop;
}

/** Reports the login name once the server has sent it. @returns a function that stops watching */
function watchUser(client: Client, onKnown: (name: string) => void): () => void {
  const stop = client.subscribe(() => {
    const {me, connection} = client.getState();
    if (me === undefined || connection.status !== 'online') return;
    stop();
    onKnown(me.name);
  });
  return stop;
}

/** Half blocks need at least 256 colours. */
const hasBlocks = (depth: ScreenOptions['depth']): boolean => depth !== 'none' && depth !== '16';

const pictureOf = ({pictureForm: form, depth, cellPictures}: ScreenOptions): Screen['picture'] =>
  form === undefined || (form === 'blocks' && !hasBlocks(depth)) ? undefined : {form, depth, cellPictures};

/** Creates the context for keys and components. */
function screenOf(client: Client, store: Screen['store'], shared: Shared): Screen {
  const {options, ending, themes, keyboard} = shared;
  const {terminal, homeDir, workDir, commands = COMMANDS} = options;
  const screen: Screen = {
    client,
    store,
    homeDir,
    workDir,
    commands,
    keyboard,
    bindings: keyboard.bindings(),
    hasExactKeys: () => terminal.hasExactKeys(),
    theme: themes.theme(),
    themes,
    servers: shared.servers(),
    serverPorts: options.servers,
    logIn: shared.logIn,
    end: how => shared.end(client, how),
    redraw: shared.redraw,
    openPath: (path, how) => screen.run(openOrCopyPath(screen, options.openPath, {path, how})),
    localSettings: options.localSettings ?? NO_SETTINGS,
    picture: pictureOf(options),
    showBare(lines, picture) {
      if (!shared.isSeen(client)) return false;
      terminal.showBare(lines, picture);
      store.change({type: 'covered', by: 'text'});
      return true;
    },
    endBare: () => terminal.endBare(),
    setMouse(isOn) {
      terminal.setMouse(isOn);
      store.change({type: 'mouseTurned', isOn});
    },
    copy: text => screen.run(copyAnywhere(screen, options, text)),
    testNotice: () => screen.run(testNotice(screen, options)),
    openPage: href => screen.run(openAnywhere(screen, options, href)),
    editText: async text => options.editText?.(text),
    suspend() {
      if (options.suspend === undefined) return;
      terminal.release();
      options.suspend(() => terminal.retake());
    },
    runEffects: effects => runEffects(screen, effects),
    later(delayMs, work) {
      const run = () => ending.isOpen() && ending.guarded(work);
      setTimeout(run, delayMs).unref();
    },
    run(work) {
      work.catch((error: unknown) => {
        const met = expectedErrorOf(error);
        if (met !== undefined) client.notify('error', met.message);
        else ending.fail(error);
      });
    },
  };
  return screen;
}
