/** A running part of a client: reacts to state changes, and is closed with the client. */
import type {Change, ChangeName, Changes} from '../state/changes.ts';
import type {State} from '../state/state.ts';

/** Handlers by name of the change; `before` is the state to which the change was applied. */
export type ChangeHandlers = {[Name in ChangeName]?: (change: Changes[Name], before: State) => void};

/** Passes a change to the handler of its name. */
export function handle(handlers: ChangeHandlers, change: Change, before: State): void {
  // TypeScript cannot see that the handler found by the change's name takes this change.
  const handler = handlers[change.type] as ((change: Change, before: State) => void) | undefined;
  handler?.(change, before);
}

export interface Part {
  /** Called after every change of its name, in order. */
  on?: ChangeHandlers;
  /** Called on every new connection, before `sessionOpen` is requested. */
  onConnected?(): void;
  close?(): Promise<void> | void;
}
