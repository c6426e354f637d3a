/** Opens the start screen on a terminal, and closes it after a login or when the person quits. */
import {createEnding} from '../ending.ts';
import type {Key} from '../terminal/input/key.ts';
import {openCanvas} from '../terminal/drawing/canvas.ts';
import type {Terminal} from '../terminal/terminal.ts';
import {createTheme, type ThemeChoice} from '../theme.ts';
import type {StartPorts, StartResult} from './startPorts.ts';
import {StartScreen, type StartKeyboard} from './startScreen.tsx';

interface StartOptions {
  terminal: Terminal;
  ports: StartPorts;
  look: Pick<ThemeChoice, 'depth' | 'theme'>;
  /** Stops the process until it is continued; then calls `resume`. */
  suspend?: (resume: () => void) => void;
}

export interface OpenedStart {
  /** Resolves when the terminal is restored, or, if the screen follows, ready for it; rejects for a bug. */
  whenClosed: Promise<StartResult>;
  /** As if `Ctrl+C` were pressed. */
  close: () => void;
  /** Waits until the current state is drawn and written. */
  flush: () => Promise<void>;
}

export function openStart({terminal, ports, look, suspend}: StartOptions): OpenedStart {
  let theme = createTheme({...look, background: terminal.background()});
  const keyboard = keyboardOf(terminal);
  const ending = createEnding<StartResult>(result => {
    if (result?.kind === 'loggedIn' || (result !== undefined && ports.isStep === true)) terminal.handOver();
    else terminal.restore();
    canvas.close();
  });
  const {end: onEnd, fail: onBug} = ending;
  let isPasteOverdue = false;
  const node = () => <StartScreen {...{ports, keyboard, theme, isPasteOverdue, onEnd, onBug}} {...terminal.size()} />;
  const canvas = openCanvas(terminal, {node, onBug});
  terminal.listen({
    onKey(key) {
      if (key.chord !== 'ctrl+z' || suspend === undefined) return keyboard.press(key);
      terminal.release();
      suspend(() => terminal.retake());
    },
    onResize: () => canvas.redraw(),
    onBackground() {
      theme = createTheme({...look, background: terminal.background()});
      canvas.redraw();
    },
    onWidths: () => canvas.redraw(),
    onRetaken: () => canvas.redraw(),
    onPasteOverdue(isOverdue) {
      isPasteOverdue = isOverdue;
      canvas.redraw();
    },
  });

  return {
    whenClosed: ending.whenClosed,
    close: () => keyboard.press({chord: 'ctrl+c', text: '', sequence: ''}),
    flush: () => canvas.flush(),
  };
}

/** Supports one listener at a time; characters that it passes on go to Ink's own input. */
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
      // Emitted at once rather than in a later turn, because the next key may be Enter.
      inkStdin.emit('readable');
    },
  };
}
