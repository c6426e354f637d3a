/** What the part of a client for direct conversations is asked for. */
import type {Params, RequestName, Result} from '../../shared/protocol.ts';
import type {Part} from '../core/part.ts';
import type {Source} from '../transfers/up/source.ts';
import type {DirectConversation, DirectConversationView} from './conversation.ts';
import type {DirectFiles} from './files.ts';

export interface Direct extends Part {
  /** Sends a request, or accepts theirs. @returns the room where it is open at once */
  ask(name: string): Promise<number | undefined>;
  decline(name: string): Promise<void>;
  /** Cancels a request and closes an open conversation. @returns whether there was one */
  end(name: string): boolean;
  list(): {open: readonly DirectConversationView[]; asked: readonly string[]; asking: readonly string[]};
  /** Resolves with the room when it opens. @throws direct-declined, direct-failed, timed-out */
  opened(name: string): Promise<number>;
  /** In place of the server, for rooms of direct conversations. */
  answer<Request extends RequestName>(name: Request, params: Params<Request>): Promise<Result<Request>> | undefined;
  /** @throws direct-ended */
  conversation(roomId: number): DirectConversation;
  /** Returns the transfers' ids. @throws direct-ended */
  sendFiles(roomId: number, sources: readonly Source[]): string[];
  readonly files: DirectFiles;
}
