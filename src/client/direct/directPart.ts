/** Interface of the client part for direct conversations. */
import type {Params, RequestName, Result} from '../../shared/protocol.ts';
import type {Part} from '../core/part.ts';
import type {Source} from '../transfers/up/source.ts';
import type {DirectConversation, DirectConversationView} from './conversation.ts';
import type {DirectFiles} from './files.ts';

export interface Direct extends Part {
  /** Sends a request, or accepts the other person's pending one. @returns the room, if it is open at once */
  ask(name: string): Promise<number | undefined>;
  decline(name: string): Promise<void>;
  /** Cancels a request and closes an open conversation. @returns false when there was neither */
  end(name: string): boolean;
  list(): {open: readonly DirectConversationView[]; asked: readonly string[]; asking: readonly string[]};
  /** Resolves with the room when it opens. @throws direct-declined, direct-failed, timed-out */
  opened(name: string): Promise<number>;
  /** Answers a request about a direct conversation's room, in place of the server. */
  answer<Request extends RequestName>(name: Request, params: Params<Request>): Promise<Result<Request>> | undefined;
  /** @throws direct-ended */
  conversation(roomId: number): DirectConversation;
  /** Returns the transfers' ids. @throws direct-ended */
  sendFiles(roomId: number, sources: readonly Source[]): string[];
  readonly files: DirectFiles;
}
