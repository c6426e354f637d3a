/** Store that the screen draws from: client state at most thirty times a second, UI state at once. */
import type {Client} from '../client/client.ts';
import {isTypingAt} from '../client/state/reducers/typing.ts';
import type {State} from '../client/state/state.ts';
import {emptyUi, reduceUi, type Ui, type UiChange} from './ui.ts';

export interface View {
  state: State;
  ui: Ui;
  /** The client's clock at publication; updated every second while something on screen counts down. */
  nowMs: number;
}

export interface Store {
  get(): View;
  subscribe: (listener: () => void) => () => void;
  /** Changes the screen's own state and redraws. */
  change(change: UiChange): void;
  /** Runs `work` for a key press and draws its changes at once, without waiting for the next frame. */
  duringKey(work: () => void): void;
  /** Draws the changes since the last frame. */
  publish(): void;
  /** Called when a frame was written; the time it took delays the next one while many changes arrive. */
  noteDrawn(): void;
  close(): void;
}

const FRAME_MS = 33;
/**
 * Minimum gap after a frame caused by a key, shorter than between other frames, because the answer to the key often follows soon.
 */
const AFTER_KEY_MS = 16;
/** Maximum share of time spent on drawing under load, and the longest gap between frames. */
const DRAWING_SHARE = 0.04;
const SLOWEST_FRAME_MS = 200;
/** Maximum drawing time saved up while idle, so that a few frames in a row, e.g. on entering a room, are not delayed. */
const SAVED_MS = 60;
const TICK_MS = 1_000;
/** How long a notice stays in the status line. */
export const NOTICE_MS = 10_000;

/** Determines when the next frame may be drawn: at once after a quiet time, and less often if frames take long. */
function createPace() {
  let beganAtMs = -Infinity;
  let gapMs = FRAME_MS;
  /** Drawing budget in ms: while some is left, frames keep their pace. It refills with a share of the time that passes. */
  let savedMs = SAVED_MS;
  return {
    waitMs: () => Math.max(0, beganAtMs + gapMs - performance.now()),
    /** @param isForKey whether the frame was caused by a key press */
    begin(isForKey: boolean) {
      const nowMs = performance.now();
      savedMs = Math.min(SAVED_MS, savedMs + (nowMs - beganAtMs) * DRAWING_SHARE);
      beganAtMs = nowMs;
      gapMs = isForKey ? AFTER_KEY_MS : FRAME_MS;
    },
    noteDrawn() {
      savedMs = Math.max(-SLOWEST_FRAME_MS * DRAWING_SHARE, savedMs - (performance.now() - beganAtMs));
      gapMs = Math.max(gapMs, -savedMs / DRAWING_SHARE);
    },
  };
}

export function createStore(client: Client, size: {columns: number; rows: number}): Store {
  const {now} = client.options;
  const listeners = new Set<() => void>();
  let view: View = {state: client.getState(), ui: emptyUi(size.columns, size.rows), nowMs: now()};
  const pace = createPace();
  let isDrawing = false;
  let frame: NodeJS.Timeout | undefined;
  let tick: NodeJS.Timeout | undefined;

  function set(next: View): void {
    view = next;
    for (const listener of listeners) listener();
  }

  function draw(isForKey: boolean): void {
    clearTimeout(frame);
    frame = undefined;
    pace.begin(isForKey);
    const state = client.getState();
    isDrawing = state !== view.state;
    if (isDrawing) set({...view, state, nowMs: now()});
    tickWhileNeeded();
  }

  /** After a quiet time a change is drawn at once; otherwise changes share the next frame. */
  function onChange(): void {
    frame ??= setTimeout(publish, pace.waitMs());
  }

  const publish = () => draw(false);

  function tickWhileNeeded(): void {
    if (tick !== undefined || !isCountingDown(view.state, now())) return;
    tick = setTimeout(() => {
      tick = undefined;
      set({...view, state: client.getState(), nowMs: now()});
      tickWhileNeeded();
    }, TICK_MS);
    tick.unref();
  }

  const unsubscribe = client.subscribe(onChange);
  return {
    get: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change(change) {
      const ui = reduceUi(view.ui, change);
      if (ui !== view.ui) set({...view, ui});
    },
    duringKey(work) {
      const before = client.getState();
      work();
      if (client.getState() !== before) draw(true);
    },
    publish,
    noteDrawn() {
      if (isDrawing) pace.noteDrawn();
      isDrawing = false;
    },
    close() {
      unsubscribe();
      clearTimeout(frame);
      clearTimeout(tick);
      listeners.clear();
    },
  };
}

function isCountingDown(state: State, nowMs: number): boolean {
  if (state.connection.status === 'reconnecting') return true;
  const typing = state.roomById[state.currentRoomId ?? 0]?.typing;
  if (typing?.some(one => isTypingAt(one, nowMs) || isTypingAt(one, nowMs - TICK_MS)) === true) return true;
  const notice = state.notices.at(-1);
  // The absolute value, because the clock may have been set back.
  return notice !== undefined && Math.abs(nowMs - notice.atMs) < NOTICE_MS;
}
