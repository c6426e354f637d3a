/** The type of a request handler: who may call it, its lane and order, its rate limit, and what it does. */
import type {Params, RequestName, Result} from '../../shared/protocol.ts';
import type {ServerAction} from '../../shared/access/roles.ts';
import type {Context} from '../context.ts';
import type {ServerSettings} from '../settings.ts';
import type {TokenRule, WhereOf} from './tokenRule.ts';

/** Rate limit per person, or per network before login; beyond it `too-many-requests`. */
export interface CallLimit {
  count: number;
  perSeconds: number;
}

export interface Handler<Request extends RequestName> {
  /**
   * `anyone`: also before login; `account`: signed in; else the action of the table of roles that the caller must be allowed.
   */
  access: 'anyone' | 'account' | ServerAction;
  /** What it requires of a program token. */
  token: TokenRule<WhereOf<Params<Request>>>;
  /** Requests of one lane of one connection are served in order of arrival. */
  lane: 'chat' | 'transfer';
  /**
   * `alone` (the usual): runs when everything before it in its lane is answered, and holds up what comes after.
   * `pipelined`: takes its place in the store's queue at once, in order, and does not hold up the pipelined one after it;
   * where the order among them matters, its `run` must reach the store without awaiting anything first.
   */
  order: 'alone' | 'pipelined';
  /** A function if it depends on settings; `undefined` is unlimited. */
  limit?: CallLimit | ((settings: ServerSettings) => CallLimit | undefined);
  run(context: Context, params: Params<Request>): Promise<Result<Request>>;
}

/** The configured rate of messages. */
export const messageRate = ({messagesPerMinuteMax}: ServerSettings): CallLimit | undefined =>
  messagesPerMinuteMax === 0 ? undefined : {count: messagesPerMinuteMax, perSeconds: 60};
