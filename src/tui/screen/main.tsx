/** Opens the full screen over the clients of one or several servers, and closes it. */
import type {ReactNode} from 'react';
import type {Client} from '../../client/client.ts';
import {isProfileOf, profileNameFor, type Profile} from '../../client/profiles/profile.ts';
import {createCaller} from '../outside/alerts.ts';
import {createBindingStore} from '../bindings/bindingStore.ts';
import {createEnding} from '../ending.ts';
import {App} from '../frame/app.tsx';
import {openWhenIn} from '../keys/acts/places.ts';
import {routeKey} from '../keys/route.ts';
import {routeMouse} from '../mouse/routeMouse.ts';
import {openFirstRunSetup} from '../overlays.ts';
import {showOverlay} from '../overlaying/overlaying.ts';
import {tellDesktop} from '../outside/outside.ts';
import {endLogin, openBehind} from '../keys/serverCommands.ts';
import {createMarkup, type Markup} from '../markup/markup.ts';
import type {Screen, ScreenEnd} from '../screenContext.ts';
import type {ScreenOptions} from './screenOptions.ts';
import {portsAfter} from '../servers/portsAfter.ts';
import type {LoginEnd} from '../servers/ports.ts';
import {createServers, type Servers} from '../servers/servers.ts';
import {openServerScreen, type ServerScreen, type Shared} from './serverScreen.ts';
import {openStart, type OpenedStart} from '../start/openStart.tsx';
import type {View} from '../store.ts';
import {openCanvas} from '../terminal/drawing/canvas.ts';
import type {TerminalListener} from '../terminal/terminal.ts';
import {createChosenTheme} from '../theme/chosenTheme.ts';
import {isInSight, type UiChange} from '../ui.ts';
import {ScreenContext} from '../useChat.ts';

export type {ScreenOptions} from './screenOptions.ts';

export interface OpenedScreen {
  /** Resolves with the way of leaving once the terminal is restored; rejects for a bug. */
  whenClosed: Promise<ScreenEnd>;
  close(how?: ScreenEnd): void;
  /** Clients of all connected servers. */
  clients: () => readonly Client[];
  /** Draws the current state and waits until it is written to the terminal. */
  flush(): Promise<void>;
  /** Registers a listener for changes of the screen's own state. @returns a function that removes it */
  onUiChange(listener: () => void): () => void;
}

/** Delay before the markup parser is loaded, unless a message needs it earlier; loading blocks everything else for a moment. */
const PARSER_MS = 700;

/** Maximum number of sentences about invalid key bindings at the start. */
const PROBLEMS_MAX = 3;

export function openScreen(options: ScreenOptions): OpenedScreen {
  const {client, terminal} = options;
  let clientsAtEnd: readonly Client[] = [];
  const ending = createEnding<ScreenEnd>(() => {
    clientsAtEnd = servers.opened().map(one => one.client);
    servers.close();
    // The order matters: modes must be switched off while the alternate screen, which Ink leaves when it closes, is still active.
    terminal.restore();
    canvas.close();
  });
  /**
   * Ended logins that cannot be handled yet: while the screen is covered, nothing can be drawn; while forms are open for the last
   * login, their input belongs to them.
   */
  const endsLater = new Map<Client, LoginEnd>();
  /** Clients whose login has ended; one may stay in front until its form is open. */
  const endedLogins = new WeakSet<Client>();
  let lookCount = 0;
  /** The sign-in forms, if they are open in place of the screen. */
  let forms: OpenedStart | undefined;
  const uiListeners = new Set<() => void>();
  const screens = () => servers.opened().flatMap(({id}) => servers.one(id) ?? []);
  const front = () => servers.front();
  const themes = createChosenTheme({
    depth: options.depth,
    theme: options.theme,
    links: terminal.links,
    own: options.ownThemes,
    background: () => terminal.background(),
    onChange: () => renew(screen => (screen.theme = themes.theme())),
  });
  const keyboard = createBindingStore({
    kept: options.keys,
    save: options.saveKeys,
    onChange: () => renew(screen => (screen.bindings = keyboard.bindings())),
  });
  const renew = (change: (screen: Screen) => void) =>
    ending.guarded(() => {
      for (const {screen} of screens()) change(screen);
      lookCount++;
      redraw();
    });
  const redraw = () => {
    if (forms === undefined) canvas.redraw();
  };
  /** Takes over the focus that the terminal reported while another listener was active. */
  const takeFocus = () => {
    const isInFront = terminal.isInFront();
    if (isInFront !== undefined) front().store.change({type: 'frontChanged', isInFront});
  };
  const changeAll = (change: UiChange) => screens().forEach(({store}) => store.change(change));

  const shared: Shared = {
    options,
    ending,
    themes,
    keyboard,
    caller: createCaller(() => terminal.egress, {
      isInSight: () => isInSight(front().store.get().ui),
      tell: notice => void tellDesktop(options, notice),
    }),
    servers: () => servers,
    redraw,
    isSeen: client => forms === undefined && front().client === client && front().store.get().ui.cover === undefined,
    logIn,
    end(ended, how) {
      if (how.kind === 'quit') return ending.end(how);
      if (front().store.get().ui.cover !== undefined) return void endsLater.set(ended, how);
      const id = servers.opened().find(one => one.client === ended)?.id;
      if (id === undefined) return undefined;
      endedLogins.add(ended);
      if (servers.opened().every(one => endedLogins.has(one.client)))
        return forms === undefined ? ending.end({...how, client: ended}) : void endsLater.set(ended, how);
      return front().screen.run(endLogin(front().screen, id, how));
    },
  };
  const servers: Servers<ServerScreen> = createServers<ServerScreen>({
    open(id, opened) {
      const one = openServerScreen(id, opened, shared);
      one.store.subscribe(() => uiListeners.forEach(listener => listener()));
      if (servers.opened().length > 0) one.store.change({type: 'leftBehind'});
      return one;
    },
    onFront(now, before) {
      ending.guarded(() => {
        now.store.change({type: 'broughtToFront', from: before.store.get().ui});
        before.store.change({type: 'leftBehind'});
        now.store.publish();
        lookCount++;
        if (forms === undefined) canvas.update();
        options.servers?.noteFront(now.client);
      });
    },
  });
  const others = placeFirst(servers, options);
  const openView = () =>
    openCanvas(terminal, {
      node: () => treeOf(front().screen, `${servers.frontId()} ${lookCount}`),
      onFrame: () => front().store.noteDrawn(),
      onBug: ending.fail,
    });
  let canvas = openView();
  servers.subscribe(() => uiListeners.forEach(listener => listener()));
  for (const sentence of keyboard.bindings().problems.slice(0, PROBLEMS_MAX)) client.notify('warning', sentence);
  if (options.hasMarkup !== false) {
    const onLoaded = (markup: Markup) => ending.guarded(() => changeAll({type: 'markupChanged', markup}));
    const markup = createMarkup(onLoaded, () => front().client.options.serverUrl);
    onLoaded(markup);
    // Loads the parser before the first message needs it, but after everything that the start itself needs.
    front().screen.later(PARSER_MS, () => markup.want('parse'));
  }
  if (options.place !== undefined) openWhenIn(front().screen, options.place);
  if (options.asksFirstRun === true) showOverlay(front().screen, openFirstRunSetup());
  const onResize = () => {
    const size = terminal.size();
    const {ui} = front().store.get();
    if (ui.columns === size.columns && ui.rows === size.rows) return;
    canvas.forgetFrame();
    changeAll({type: 'resized', ...size});
  };
  const listener: TerminalListener = {
    onKey: key =>
      ending.guarded(() => {
        for (const one of screens()) one.noteKey();
        routeKey(front().screen, key);
      }),
    onMouse: report =>
      ending.guarded(() => {
        for (const one of screens()) one.noteKey();
        routeMouse(front().screen, report);
      }),
    onResize: () => ending.guarded(onResize),
    onFront: isInFront => ending.guarded(() => front().store.change({type: 'frontChanged', isInFront})),
    isWriting: () => isComposing(front().store.get()),
    onReleased: () => ending.guarded(() => changeAll({type: 'covered', by: 'program'})),
    onRetaken: () =>
      ending.guarded(() => {
        changeAll({type: 'covered', by: undefined});
        redraw();
        // Deferred, so that text from an external editor is handled first.
        setImmediate(endThoseThatWait);
      }),
    onBackground: () => themes.renew(),
    onGraphics: () => ending.guarded(redraw),
    // Rows are cached per theme, so a new theme object redraws them with the new widths.
    onWidths: () => renew(screen => (screen.theme = {...screen.theme})),
    onPasteOverdue: isOverdue => ending.guarded(() => front().store.change({type: 'pasteOverdue', isOverdue})),
  };
  terminal.listen(listener);
  takeFocus();
  if (options.hasMouse === true) front().screen.setMouse(true);
  // Other servers are opened after the first frame, so that the first one does not wait for them.
  canvas.flush().then(() => {
    if (ending.isOpen()) for (const id of others) front().screen.run(openBehind(front().screen, id));
  }, ending.fail);

  const endThoseThatWait = () =>
    ending.guarded(() => {
      const ends = [...endsLater];
      endsLater.clear();
      if (ending.isOpen()) ends.forEach(([ended, how]) => shared.end(ended, how));
    });

  /** Only one set of forms can be open. */
  async function logIn(...[wanted, meanwhile]: Parameters<Screen['logIn']>): Promise<Client | undefined> {
    if (options.servers === undefined || forms !== undefined) return undefined;
    const ports = await options.servers.forms(wanted);
    if (forms !== undefined || !ending.isOpen()) return undefined;
    // While the forms are open, no key could remove the picture or text that covers the screen.
    terminal.endBare();
    terminal.handOver();
    canvas.close();
    const {depth, suspend} = options;
    const look = {depth, theme: themes.chosen()};
    const isOver = Promise.withResolvers<void>();
    const waiting = portsAfter(isOver.promise, ports);
    forms = openStart({terminal, ports: {...waiting, isStep: true}, look, ...(suspend && {suspend})});
    // The caller handles a failure of `meanwhile`; here only its end matters.
    Promise.allSettled([meanwhile?.()]).then(() => isOver.resolve(), ending.fail);
    const result = await forms.whenClosed;
    forms = undefined;
    if (!ending.isOpen()) return undefined;
    canvas = openView();
    terminal.listen(listener);
    takeFocus();
    listener.onResize();
    // Deferred, so that the new login is added to the window first.
    setImmediate(endThoseThatWait);
    if (result.kind === 'quit') return undefined;
    options.servers.begin(result.client);
    return result.client;
  }

  return {
    whenClosed: ending.whenClosed,
    close: (how = {kind: 'quit', quitMessage: ''}) => ending.end(how),
    clients: () => (ending.isOpen() ? servers.opened().map(one => one.client) : clientsAtEnd),
    async flush() {
      // Drawing can change the state, e.g. mark messages as read, so this repeats until nothing changes.
      do {
        if (forms !== undefined) return forms.flush();
        front().store.publish();
        await canvas.flush();
      } while (ending.isOpen() && front().client.getState() !== front().store.get().state);
    },
    onUiChange(heard) {
      uiListeners.add(heard);
      return () => uiListeners.delete(heard);
    },
  };
}

/** Adds the servers of the window. @returns the ids of those to be opened; the one in front runs already */
function placeFirst(servers: Servers, {client, profiles = []}: ScreenOptions): number[] {
  const {serverUrl, account} = client.options;
  const user = account ?? client.getState().me?.name;
  const known = profiles.find(one => isProfileOf(one, {serverUrl, user}));
  const own: Profile = known ?? {name: profileNameFor(serverUrl, profiles), serverUrl, user};
  const others: number[] = [];
  for (const profile of known === undefined ? [...profiles, own] : profiles) {
    const id = servers.add(profile);
    if (profile !== own) others.push(id);
    else {
      servers.put(id, client);
      servers.change(id, {isOff: undefined});
    }
  }
  return others;
}

const isComposing = ({ui}: View): boolean => ui.focus === 'composer' && ui.overlays.length === 0;

/** A new key remounts the whole tree after a change of theme, key bindings or server. */
const treeOf = (screen: Screen, key: string): ReactNode => (
  <ScreenContext value={screen}>
    <App key={key} />
  </ScreenContext>
);
