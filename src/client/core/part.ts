/** A running part of a client: reacts to state changes, and is closed with the client. */
import type {Change, ChangeName, Changes} from '../state/changes.ts';
import type {State} from '../state/state.ts';

/** By the name of a change; `before` is the state it was applied to. */
export type ChangeHandlers = {[Name in ChangeName]?: (change: Changes[Name], before: State) => void};

/** Gives a change to the handler of its name. */
export function handle(handlers: ChangeHandlers, change: Change, before: State): void {
  // The key is the change's own name; the compiler cannot follow the pair.
  const handler = handlers[change.type] as ((change: Change, before: State) => void) | undefined;
  handler?.(change, before);
}

export interface Part {
  /** Called after every change of its name, in order. */
  on?: ChangeHandlers;
  /** Connected (again); `sessionOpen` was not requested yet. */
  onConnected?(): void;
  close?(): Promise<void> | void;
}
