/** Serializes keys: the next one is handled after everything caused by the one before is drawn. */
import type {Key} from '../terminal/input/key.ts';

/**
 * A field learns of its focus and of its text when it is drawn. What is typed in one breath, as a password manager does, must
 * wait for that: it would end up in the field before, where everybody can read it.
 */
interface KeyQueue {
  push: (key: Key) => void;
  /** How many keys were handled: whoever draws draws this too, and says so by `drawn`. */
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

  /** Characters in a row are one key: a field takes any number of them at once. */
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
