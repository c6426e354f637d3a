/** The screen of one server: its store, the context for keys, and its watchers. */
import {openOrCopyPath, copyAnywhere, openAnywhere, testNotice} from '../outside/outside.ts';
import type {Client} from '../../client/client.ts';
import {COMMANDS} from '../../client/input/commandTable.ts';
import {metBy} from '../../shared/machine/diskTrouble.ts';
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
import {watchRoom} from './watchRoom.ts';
import {watchAddress} from '../overlaying/address.ts';
import type {Screen, ScreenEnd} from '../screenContext.ts';
import {loginEndOf} from '../servers/loginEnd.ts';
import type {LoginEnd} from '../servers/ports.ts';
import type {OpenServer} from '../servers/servers.ts';
import {createStore} from '../store.ts';
import type {ChosenTheme} from '../theme/chosenTheme.ts';

export interface ServerScreen extends OpenServer {
  screen: Screen;
  /** A key was pressed. */
  noteKey(): void;
}

/** What the screens of all servers share. */
export interface Shared {
  options: ScreenOptions;
  ending: Ending<ScreenEnd>;
  themes: ChosenTheme;
  keyboard: BindingStore;
  caller: Caller;
  servers: () => Screen['servers'];
  redraw: () => void;
  /** Its screen is what the person sees, and nothing stands before it. */
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

/** The server does not take the login any more; it is said once. @returns how to stop */
function watchLogin(client: Client, onEnd: (how: LoginEnd) => void): () => void {
  const stop = client.subscribe(() => {
    const how = loginEndOf(client);
    if (how === undefined) return;
    stop();
    onEnd(how);
  });
  return stop;
}

/** Whose account it is, once the server has said it. @returns how to stop */
function watchUser(client: Client, onKnown: (name: string) => void): () => void {
  const stop = client.subscribe(() => {
    const {me, connection} = client.getState();
    if (me === undefined || connection.status !== 'online') return;
    stop();
    onKnown(me.name);
  });
  return stop;
}

/** Half blocks want colours. */
const hasBlocks = (depth: ScreenOptions['depth']): boolean => depth !== 'none' && depth !== '16';

const pictureOf = ({pictureForm: form, depth, cellPictures}: ScreenOptions): Screen['picture'] =>
  form === undefined || (form === 'blocks' && !hasBlocks(depth)) ? undefined : {form, depth, cellPictures};

/** What keys and components may do. */
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
    rememberTheme: name => options.rememberTheme?.(name),
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
    keepStyle: async chatStyle => options.keepStyle?.(chatStyle),
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
        const met = metBy(error);
        if (met !== undefined) client.notify('error', met.message);
        else ending.fail(error);
      });
    },
  };
  return screen;
}
