/** Opens the full screen over a client, and closes it again. */
import type {ReactNode} from 'react';
import type {Client} from '../client/client.ts';
import type {Command} from '../client/input/command.ts';
import {COMMANDS} from '../client/input/commandTable.ts';
import type {ChatStyle} from '../client/wording/chatStyle.ts';
import {ChatError} from '../shared/errors.ts';
import type {MessageLink} from '../shared/words/messageLink.ts';
import {openWhenIn} from './keys/acts/places.ts';
import {App} from './frame/app.tsx';
import {watchAttention} from './attention.ts';
import {watchAddress} from './overlays/address.ts';
import {watchIdle} from './idle.ts';
import {watchView} from './chat/lastView.ts';
import {watchPlaces} from './chat/places.ts';
import {watchDrafts} from './chat/drafts.ts';
import {createMarkup, type Markup} from './markup/markup.ts';
import {runEffects} from './effects.ts';
import {createEnding, type Ending} from './ending.ts';
import {createKeyboard, type Keyboard, type KeptKeys} from './bindings/keyboard.ts';
import {routeKey} from './keys/route.ts';
import type {Screen, ScreenEnd} from './screenContext.ts';
import {createStore, type Store, type View} from './store.ts';
import {openCanvas, type Canvas} from './terminal/drawing/canvas.ts';
import type {Terminal} from './terminal/terminal.ts';
import type {ThemeWish} from './theme.ts';
import {createChosenTheme, type ChosenTheme} from './theme/chosenTheme.ts';
import type {OwnThemes} from './theme/ownTheme.ts';
import {ScreenContext} from './useChat.ts';

export interface ScreenOptions {
  terminal: Terminal;
  client: Client;
  /** How many colours the terminal has. */
  depth: ThemeWish['depth'];
  theme?: ThemeWish['theme'];
  ownThemes?: OwnThemes;
  /** Which keys somebody has. */
  keys?: KeptKeys;
  /** Rejects with a sentence when they cannot be kept. */
  saveKeys?: (keys: KeptKeys) => Promise<void>;
  /** Called when somebody wants another theme. */
  rememberTheme?: (name: string) => void;
  /** Bold, code, quotes and the like are drawn as such; otherwise text is shown as it was typed. */
  hasMarkup?: boolean;
  homeDir: string;
  /** Where the file picker begins. */
  workDir: string;
  /** Stops the program until it is continued; then calls `resume`. */
  suspend?: (resume: () => void) => void;
  /** Gives the text to an editor of one's own, and the terminal with it. */
  editText?: (text: string) => Promise<string>;
  commands?: readonly Command[];
  /** After which time without a key nobody is at the screen. */
  idleAfterMs?: number;
  /** How messages are set out at first. */
  chatStyle?: ChatStyle | undefined;
  /** Called when somebody wants them otherwise. */
  rememberStyle?: (chatStyle: ChatStyle) => void;
  /** A link that the program was opened with: gone to once one is in. */
  place?: MessageLink;
}

export interface OpenedScreen {
  /** Resolves when the person has left, with how, and the terminal is as it was; rejects for a bug. */
  whenClosed: Promise<ScreenEnd>;
  close(how?: ScreenEnd): void;
  /** Draws what is known now and waits until it is written. */
  flush(): Promise<void>;
  /** Called when something changed that only the screen knows; returns how to stop. */
  onUiChange(listener: () => void): () => void;
}

/** Sentences about keys at the start. */
const PROBLEMS_MAX = 3;

export function openScreen(options: ScreenOptions): OpenedScreen {
  const {client, terminal} = options;
  const store = createStore(client, terminal.size());
  const ending = createEnding<ScreenEnd>(() => {
    stopAttention();
    stopAddress();
    stopDrafts();
    idle.stop();
    stopPlaces();
    stopView();
    store.close();
    // In this order: what is switched off belongs to the alternate screen, which Ink leaves when it closes.
    terminal.restore();
    canvas.close();
  });
  let lookCount = 0;
  const themes = createChosenTheme({
    depth: options.depth,
    theme: options.theme,
    links: terminal.links,
    own: options.ownThemes,
    background: () => terminal.background(),
    onChange: () => renew(() => (screen.theme = themes.theme())),
  });
  const keyboard = createKeyboard({
    kept: options.keys,
    save: options.saveKeys,
    onChange: () => renew(() => (screen.bindings = keyboard.bindings())),
  });
  const renew = (change: () => void) =>
    ending.guarded(() => {
      change();
      lookCount++;
      screen.redraw();
    });
  const screen = screenOf(options, {store, ending, themes, keyboard, canvas: () => canvas});
  const canvas = openCanvas(terminal, {
    node: () => treeOf(screen, lookCount),
    onFrame: () => store.noteDrawn(),
    onBug: ending.fail,
  });
  for (const sentence of keyboard.bindings().problems.slice(0, PROBLEMS_MAX)) client.notify('warning', sentence);
  if (options.chatStyle !== undefined) store.change({type: 'chatStyleChanged', chatStyle: options.chatStyle});
  if (options.hasMarkup !== false) {
    const onLoaded = (markup: Markup) => ending.guarded(() => store.change({type: 'markupChanged', markup}));
    onLoaded(createMarkup(onLoaded));
  }
  const stopAttention = watchAttention(store, terminal.egress);
  const stopAddress = watchAddress(screen);
  const stopDrafts = watchDrafts(client, store);
  const idle = watchIdle(client, options.idleAfterMs);
  const stopPlaces = watchPlaces(client, store);
  const stopView = watchView(client, store);
  if (options.place !== undefined) openWhenIn(screen, options.place);
  const onResize = () => {
    const size = terminal.size();
    const {ui} = store.get();
    if (ui.columns === size.columns && ui.rows === size.rows) return;
    canvas.forgetFrame();
    store.change({type: 'resized', ...size});
  };
  terminal.listen({
    onKey: key =>
      ending.guarded(() => {
        idle.noteKey();
        routeKey(screen, key);
      }),
    onResize: () => ending.guarded(onResize),
    onFront: isInFront => ending.guarded(() => store.change({type: 'frontChanged', isInFront})),
    isWriting: () => isComposing(store.get()),
    onRetaken: () => ending.guarded(() => screen.redraw()),
    onBackground: () => themes.renew(),
    onPasteOverdue: isOverdue => ending.guarded(() => store.change({type: 'pasteOverdue', isOverdue})),
  });

  return {
    whenClosed: ending.whenClosed,
    close: (how = {kind: 'quit', lastWords: ''}) => ending.end(how),
    async flush() {
      // What is drawn can change what is known: what was seen is read.
      do {
        store.publish();
        await canvas.flush();
      } while (ending.isOpen() && client.getState() !== store.get().state);
    },
    onUiChange: listener => store.subscribe(listener),
  };
}

const isComposing = ({ui}: View): boolean => ui.focus === 'composer' && ui.overlays.length === 0;

interface Parts {
  store: Store;
  ending: Ending<ScreenEnd>;
  themes: ChosenTheme;
  keyboard: Keyboard;
  canvas: () => Canvas;
}

/** What keys and components may do. */
function screenOf(options: ScreenOptions, {store, ending, themes, keyboard, canvas}: Parts): Screen {
  const {client, terminal, homeDir, workDir, commands = COMMANDS} = options;
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
    rememberTheme: name => options.rememberTheme?.(name),
    end: ending.end,
    redraw: () => canvas().redraw(),
    copy: text => terminal.egress.copy(text),
    rememberStyle: chatStyle => options.rememberStyle?.(chatStyle),
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
        if (error instanceof ChatError) client.notify('error', error.message);
        else ending.fail(error);
      });
    },
  };
  return screen;
}

/** All of it is made anew for another theme, and for other keys. */
const treeOf = (screen: Screen, lookCount: number): ReactNode => (
  <ScreenContext value={screen}>
    <App key={lookCount} />
  </ScreenContext>
);
