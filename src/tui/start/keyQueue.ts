/** Serializes keys: the next one is handled after everything caused by the one before is drawn. */
import type {Key} from '../terminal/input/key.ts';

/**
 * An input field learns its focus and text only when it is drawn. Keys that arrive at once, as from a password manager, must wait
 * for that, or a password could end up visibly in the field before.
 */
interface KeyQueue {
  push: (key: Key) => void;
  /** Number of handled keys. The component that draws includes it in its state and then calls `drawn`. */
  turn: () => number;
  subscribe: (listener: () => void) => () => void;
  drawn: () => void;
}

export function createKeyQueue(handle: (key: Key) => void): KeyQueue {
  const waiting: Key[] = [];
  const listeners = new Set<() => void>();
  let turn = 0;
  let isHandling = false;

  function next(): void {
    const key = takeNext();
    isHandling = key !== undefined;
    if (key === undefined) return;
    handle(key);
    turn++;
    for (const listener of listeners) listener();
  }

  /** Successive characters are merged into one key, because a field accepts any number at once. */
  function takeNext(): Key | undefined {
    const key = waiting.shift();
    if (key === undefined || !isTyped(key)) return key;
    let {text} = key;
    while (waiting[0] !== undefined && isTyped(waiting[0])) text += waiting.shift()?.text ?? '';
    return {...key, text};
  }

  return {
    push(key) {
      waiting.push(key);
      if (!isHandling) next();
    },
    turn: () => turn,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    drawn() {
      if (isHandling) next();
    },
  };
}

const isTyped = ({chord, text}: Key): boolean => text !== '' && chord !== 'paste';
