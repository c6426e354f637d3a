/** Opens the full screen over a client, and closes it again. */
import {render} from 'ink';
import type {Client} from '../client/client.ts';
import type {Command} from '../client/command.ts';
import {COMMANDS} from '../client/commandTable.ts';
import {ChatError} from '../shared/errors.ts';
import {App} from './app.tsx';
import {runEffects} from './effects.ts';
import {routeKey} from './route.ts';
import type {Screen, ScreenEnd} from './screenContext.ts';
import {createStore} from './store.ts';
import {openTerminal, type Terminal, type TerminalStreams} from './terminal.ts';
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

/** Keys must be drawn at once: the client's changes are held to thirty frames a second by the store. */
const FPS_MAX = 500;
const HOME_AND_ERASE = '\u001B[H\u001B[J';

export function openScreen(options: ScreenOptions): OpenedScreen {
  const {client, hasColor} = options;
  const terminal = openTerminal(options);
  const {egress} = terminal;
  const store = createStore(client, terminal.size());
  const ended = Promise.withResolvers<ScreenEnd>();
  let isOpen = true;

  const screen: Screen = {
    client,
    store,
    theme: createTheme(hasColor),
    commands: options.commands ?? COMMANDS,
    homeDir: options.homeDir,
    workDir: options.workDir,
    end: how => close(how),
    suspend() {
      if (options.suspend === undefined) return;
      const takeBack = terminal.release();
      options.suspend(() => {
        if (!isOpen) return;
        takeBack();
        redraw();
      });
    },
    redraw: () => redraw(),
    runEffects: effects => runEffects(screen, effects),
    run(work) {
      work.catch((error: unknown) => {
        if (error instanceof ChatError) client.notify('error', error.message);
        else fail(error);
      });
    },
  };

  const node = () => (
    <ScreenContext value={screen}>
      <App />
    </ScreenContext>
  );
  terminal.listen({
    onKey: key => guarded(() => routeKey(screen, key)),
    onResize: () => guarded(resize),
  });
  const ink = render(node(), {
    stdout: egress.stream,
    stdin: terminal.inkStdin,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: FPS_MAX,
    onRender: () => store.noteDrawn(),
  });
  terminal.begin();
  ink.waitUntilExit().catch(fail);

  function redraw(): void {
    forgetFrame();
    ink.rerender(node());
  }

  /** What is on screen is no longer what was drawn: the next frame is drawn whole. */
  function forgetFrame(): void {
    egress.muted(() => ink.clear());
    egress.writeOwn(HOME_AND_ERASE);
  }

  function resize(): void {
    const {columns, rows} = terminal.size();
    const {ui} = store.get();
    if (ui.columns === columns && ui.rows === rows) return;
    forgetFrame();
    store.change({type: 'resized', columns, rows});
  }

  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      fail(error);
    }
  }

  function takeDown(): void {
    if (!isOpen) return;
    isOpen = false;
    store.close();
    ink.unmount();
    terminal.restore();
  }

  function close(how: ScreenEnd = {kind: 'quit', lastWords: ''}): void {
    takeDown();
    ended.resolve(how);
  }

  function fail(error: unknown): void {
    takeDown();
    ended.reject(error);
  }

  return {
    whenClosed: ended.promise,
    close,
    restore: () => terminal.restore(),
    async flush() {
      // What is drawn can change what is known: what was seen is read.
      do {
        store.publish();
        await ink.waitUntilRenderFlush();
      } while (isOpen && client.getState() !== store.get().state);
    },
    onUiChange: listener => store.subscribe(listener),
    terminal,
  };
}
