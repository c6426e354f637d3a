/** Runs Ink on a terminal, and redraws everything after something else was on the screen. */
import {render} from 'ink';
import type {ReactNode} from 'react';
import {ALTERNATE_ON, HOME_AND_ERASE} from '../sequences.ts';
import type {Terminal} from '../terminal.ts';

interface Canvas {
  /** Everything anew. */
  redraw(): void;
  /** What differs from the frame before. */
  update(): void;
  /** What is on screen is no longer what was drawn: the next frame is drawn whole. */
  forgetFrame(): void;
  /** Resolves when what is known to the tree is written. */
  flush(): Promise<void>;
  close(): void;
}

interface CanvasOptions {
  node: () => ReactNode;
  onFrame?: () => void;
  /** A component threw; the tree is gone. */
  onBug: (error: unknown) => void;
}

/** Keys must be drawn at once; whoever draws more than keys holds it back by itself. */
const FPS_MAX = 500;

/** Takes the alternate screen until it is closed. */
export function openCanvas(terminal: Terminal, {node, onFrame = () => {}, onBug}: CanvasOptions): Canvas {
  const {egress, inkStdin} = terminal;
  // Somebody else drew there before.
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
