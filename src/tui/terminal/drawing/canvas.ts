/** Runs Ink on a terminal, and redraws everything after something else was on the screen. */
import {render} from 'ink';
import type {ReactNode} from 'react';
import {ALTERNATE_ON, HOME_AND_ERASE} from '../sequences.ts';
import type {Terminal} from '../terminal.ts';

interface Canvas {
  /** Redraws everything. */
  redraw(): void;
  /** Draws what differs from the previous frame. */
  update(): void;
  /** The terminal's content is unknown: the next frame is drawn completely. */
  forgetFrame(): void;
  /** Resolves when the current state is drawn and written. */
  flush(): Promise<void>;
  close(): void;
}

interface CanvasOptions {
  node: () => ReactNode;
  onFrame?: () => void;
  /** Called if a component threw an error; the tree is gone then. */
  onBug: (error: unknown) => void;
}

/** High, because keys must be drawn at once; frames for other reasons are limited elsewhere. */
const FPS_MAX = 500;

/** Switches to the alternate screen until closed. */
export function openCanvas(terminal: Terminal, {node, onFrame = () => {}, onBug}: CanvasOptions): Canvas {
  const {egress, inkStdin} = terminal;
  // The alternate screen is active already, with the content of an earlier view.
  if (egress.modesOn().has('1049')) egress.writeOwn(HOME_AND_ERASE);
  else egress.writeOwn(ALTERNATE_ON);
  terminal.ask();
  const ink = render(node(), {
    stdout: egress.stream,
    stdin: inkStdin,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: FPS_MAX,
    onRender: onFrame,
  });
  terminal.begin();
  ink.waitUntilExit().catch(onBug);

  const forgetFrame = () => {
    egress.muted(() => ink.clear());
    egress.writeOwn(HOME_AND_ERASE);
  };
  return {
    forgetFrame,
    redraw() {
      forgetFrame();
      ink.rerender(node());
    },
    update: () => ink.rerender(node()),
    flush: () => ink.waitUntilRenderFlush(),
    close: () => ink.unmount(),
  };
}
