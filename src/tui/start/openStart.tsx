/** Opens the start forms in the terminal, and closes them again. */
import {render} from 'ink';
import {useState, type ReactNode} from 'react';
import type {Key} from '../key.ts';
import {openTerminal, type TerminalStreams} from '../terminal.ts';
import {createTheme} from '../theme.ts';
import type {StartPorts, StartResult} from './startPorts.ts';
import {StartScreen, type StartKeyboard} from './startScreen.tsx';

export interface StartOptions extends TerminalStreams {
  ports: StartPorts;
  hasColor: boolean;
}

export interface OpenedStart {
  /** Rejects for a bug. */
  whenClosed: Promise<StartResult>;
  /** Gives the terminal back at once, for exits that wait for nothing. */
  restore(): void;
}

const HOME_AND_ERASE = '\u001B[H\u001B[J';

export function openStart({ports, hasColor, ...streams}: StartOptions): OpenedStart {
  const terminal = openTerminal(streams);
  const {egress} = terminal;
  const theme = createTheme(hasColor);
  const ended = Promise.withResolvers<StartResult>();
  const keyListeners = new Set<(key: Key) => void>();
  const resizeListeners = new Set<() => void>();

  const keyboard: StartKeyboard = {
    listen(onKey) {
      keyListeners.add(onKey);
      return () => void keyListeners.delete(onKey);
    },
    pass: characters => void terminal.inkStdin.push(characters),
  };
  terminal.listen({
    onKey: key => keyListeners.forEach(listener => listener(key)),
    onResize() {
      // What is on screen is no longer what was drawn.
      egress.muted(() => ink.clear());
      egress.writeOwn(HOME_AND_ERASE);
      resizeListeners.forEach(listener => listener());
    },
  });

  function takeDown(): void {
    ink.unmount();
    terminal.restore();
  }
  function Sized(): ReactNode {
    const [{columns, rows}, setSize] = useState(terminal.size());
    resizeListeners.add(() => setSize(terminal.size()));
    return (
      <StartScreen
        ports={ports}
        keyboard={keyboard}
        theme={theme}
        columns={columns}
        rows={rows}
        onEnd={result => {
          takeDown();
          ended.resolve(result);
        }}
      />
    );
  }
  const ink = render(<Sized />, {
    stdout: egress.stream,
    stdin: terminal.inkStdin,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  terminal.begin();
  ink.waitUntilExit().catch((error: unknown) => {
    takeDown();
    ended.reject(error);
  });
  return {whenClosed: ended.promise, restore: () => terminal.restore()};
}
