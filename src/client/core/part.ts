/** What a running part of the client is: it reacts to changes and to the connection, and is closed with the client. */
import type {Change} from '../state/changes.ts';
import type {State} from '../state/state.ts';

export interface Part {
  /** After every change, in order; `before` is the state it was applied to. */
  onChange?(change: Change, before: State): void;
  /** The line to the server stands (again); `sessionOpen` was not asked yet. */
  onConnected?(): void;
  close?(): Promise<void> | void;
}
