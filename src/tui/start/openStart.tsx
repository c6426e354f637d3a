/** Opens the start screen on a terminal, and closes it when somebody is logged in or has had enough. */
import {render, type Instance} from 'ink';
import type {ReactNode} from 'react';
import type {Key} from '../keys/key.ts';
import {openTerminal, type Terminal, type TerminalStreams} from '../terminal/terminal.ts';
import {createTheme} from '../theme.ts';
import type {StartPorts, StartResult} from './startPorts.ts';
import {StartScreen, type StartKeyboard} from './startScreen.tsx';

export interface StartOptions extends TerminalStreams {
  ports: StartPorts;
  hasColor: boolean;
}

export interface OpenedStart {
  /** Resolves when the start screen is gone and the terminal is as it was; rejects for a bug. */
  whenClosed: Promise<StartResult>;
  /** As if `Ctrl+C` were pressed. */
  close: () => void;
  /** Gives the terminal back at once, for exits that wait for nothing. */
  restore: () => void;
  /** Waits until what is known now is written. */
  flush: () => Promise<void>;
  terminal: Terminal;
}

const FPS_MAX = 500;
const HOME_AND_ERASE = '\u001B[H\u001B[J';

export function openStart({ports, hasColor, ...streams}: StartOptions): OpenedStart {
  const terminal = openTerminal(streams);
  const theme = createTheme(hasColor);
  const keyboard = keyboardOf(terminal);
  const ended = Promise.withResolvers<StartResult>();
  let isOpen = true;

  const node = () => (
    <StartScreen ports={ports} keyboard={keyboard} theme={theme} {...terminal.size()} onEnd={end} onBug={fail} />
  );
  terminal.listen({onKey: keyboard.press, onResize: redraw});
  const ink = renderOn(terminal, node());
  terminal.begin();
  ink.waitUntilExit().catch(fail);

  function redraw(): void {
    terminal.egress.muted(() => ink.clear());
    terminal.egress.writeOwn(HOME_AND_ERASE);
    ink.rerender(node());
  }

  function takeDown(): void {
    if (!isOpen) return;
    isOpen = false;
    ink.unmount();
    terminal.restore();
  }

  function end(result: StartResult): void {
    takeDown();
    ended.resolve(result);
  }

  function fail(error: unknown): void {
    takeDown();
    ended.reject(error);
  }

  return {
    whenClosed: ended.promise,
    close: () => keyboard.press({chord: 'ctrl+c', text: '', sequence: ''}),
    restore: () => terminal.restore(),
    flush: () => ink.waitUntilRenderFlush(),
    terminal,
  };
}

const renderOn = ({egress, inkStdin}: Terminal, node: ReactNode): Instance =>
  render(node, {
    stdout: egress.stream,
    stdin: inkStdin,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: FPS_MAX,
  });

/** One listener at a time; what it hands back goes to Ink's own input. */
function keyboardOf({inkStdin}: Terminal): StartKeyboard & {press: (key: Key) => void} {
  let onKey = (_key: Key): void => {};
  return {
    press: key => onKey(key),
    listen(listener) {
      onKey = listener;
      return () => (onKey = () => {});
    },
    pass(characters) {
      inkStdin.push(characters);
      // At once instead of in a later turn: the key behind these characters may be Enter.
      inkStdin.emit('readable');
    },
  };
}
