/** Opens the full screen over a client, and closes it again. */
import type {ReactNode} from 'react';
import type {Client} from '../client/client.ts';
import type {Command} from '../client/command.ts';
import {COMMANDS} from '../client/commandTable.ts';
import {ChatError} from '../shared/errors.ts';
import {App} from './app.tsx';
import {openCanvas} from './terminal/canvas.ts';
import {runEffects} from './effects.ts';
import {KEYS} from './keys/keyTable.ts';
import {routeKey} from './keys/route.ts';
import type {Screen, ScreenEnd} from './screenContext.ts';
import {createStore} from './store.ts';
import {openTerminal, type Terminal, type TerminalStreams} from './terminal/terminal.ts';
import {createTheme} from './theme.ts';
import {ScreenContext} from './useChat.ts';

export interface ScreenOptions extends TerminalStreams {
  client: Client;
  hasColor: boolean;
  homeDir: string;
  /** Where the file picker begins. */
  workDir: string;
  /** Stops the program until it is continued; then calls `resume`. */
  suspend?(resume: () => void): void;
  commands?: readonly Command[];
}

export interface OpenedScreen {
  /** Resolves when the person has left, with how; rejects for a bug. */
  whenClosed: Promise<ScreenEnd>;
  close(how?: ScreenEnd): void;
  /** Gives the terminal back at once, for exits that wait for nothing. */
  restore(): void;
  /** Draws what is known now and waits until it is written. */
  flush(): Promise<void>;
  /** Called when something changed that only the screen knows; returns how to stop. */
  onUiChange(listener: () => void): () => void;
  terminal: Terminal;
}

export function openScreen(options: ScreenOptions): OpenedScreen {
  const {client, homeDir, workDir} = options;
  const terminal = openTerminal(options);
  const store = createStore(client, terminal.size());
  const ended = Promise.withResolvers<ScreenEnd>();
  let isOpen = true;

  const takeDown = () => {
    if (!isOpen) return;
    isOpen = false;
    store.close();
    canvas.close();
    terminal.restore();
  };
  const close = (how: ScreenEnd = {kind: 'quit', lastWords: ''}) => {
    takeDown();
    ended.resolve(how);
  };
  const fail = (error: unknown) => {
    takeDown();
    ended.reject(error);
  };
  const guarded = (work: () => void) => {
    try {
      work();
    } catch (error) {
      fail(error);
    }
  };

  const screen: Screen = {
    client,
    homeDir,
    workDir,
    commands: options.commands ?? COMMANDS,
    keys: KEYS,
    store,
    theme: createTheme(options.hasColor),
    end: close,
    redraw: () => canvas.redraw(),
    suspend() {
      if (options.suspend === undefined) return;
      const takeBack = terminal.release();
      options.suspend(() => {
        if (!isOpen) return;
        takeBack();
        canvas.redraw();
      });
    },
    runEffects: effects => runEffects(screen, effects),
    run(work) {
      work.catch((error: unknown) => {
        if (error instanceof ChatError) client.notify('error', error.message);
        else fail(error);
      });
    },
  };
  terminal.listen({
    onKey: key => guarded(() => routeKey(screen, key)),
    onResize: () => guarded(() => resize()),
  });
  const canvas = openCanvas(terminal, {node: () => treeOf(screen), onFrame: () => store.noteDrawn(), onBug: fail});

  function resize(): void {
    const size = terminal.size();
    const {ui} = store.get();
    if (ui.columns === size.columns && ui.rows === size.rows) return;
    canvas.forgetFrame();
    store.change({type: 'resized', ...size});
  }

  return {
    whenClosed: ended.promise,
    close,
    restore: () => terminal.restore(),
    async flush() {
      // What is drawn can change what is known: what was seen is read.
      do {
        store.publish();
        await canvas.flush();
      } while (isOpen && client.getState() !== store.get().state);
    },
    onUiChange: listener => store.subscribe(listener),
    terminal,
  };
}

const treeOf = (screen: Screen): ReactNode => (
  <ScreenContext value={screen}>
    <App />
  </ScreenContext>
);
