/** Holds the state: applies changes, shows each of them to the running parts in order, and notifies listeners once per turn. */
import type {Change} from '../state/changes.ts';
import {initialState} from '../state/initialState.ts';
import {handle, type Part} from './part.ts';
import {reduce} from '../state/reduce.ts';
import type {State} from '../state/state.ts';

export interface StateStore {
  getState(): State;
  dispatch(change: Change): void;
  subscribe(listener: () => void): () => void;
  addPart(part: Part): () => void;
  eachPart(step: (part: Part) => void): void;
  close(): void;
}

export function createStateStore(): StateStore {
  let state = initialState;
  const listeners = new Set<() => void>();
  const parts = new Set<Part>();
  const unseen: {change: Change; before: State}[] = [];
  let isShowing = false;
  let isScheduled = false;

  /** Changes that a part makes while it handles another one are queued, so that all parts see the same order. */
  const showParts = () => {
    if (isShowing) return;
    isShowing = true;
    try {
      for (let next = unseen.shift(); next !== undefined; next = unseen.shift()) {
        for (const part of parts) if (part.on !== undefined) handle(part.on, next.change, next.before);
      }
    } finally {
      isShowing = false;
    }
  };
  const tellListeners = () => {
    isScheduled = false;
    for (const listener of listeners) listener();
  };

  return {
    getState: () => state,
    dispatch(change) {
      const before = state;
      state = reduce(before, change);
      if (state !== before && !isScheduled) {
        isScheduled = true;
        queueMicrotask(tellListeners);
      }
      unseen.push({change, before});
      showParts();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    addPart(part) {
      parts.add(part);
      return () => void parts.delete(part);
    },
    eachPart(step) {
      for (const part of parts) step(part);
    },
    close() {
      listeners.clear();
      parts.clear();
    },
  };
}
