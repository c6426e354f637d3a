/** Type of a request handler: required access, lane and order, rate limit, and what it does. */
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
  /** `anyone`: also before login; `account`: logged in; otherwise an action of the role table that the caller must be allowed. */
  access: 'anyone' | 'account' | ServerAction;
  /** What the request requires of a program token. */
  token: TokenRule<WhereOf<Params<Request>>>;
  /** Requests of one lane of one connection are served in order of arrival. */
  lane: 'chat' | 'transfer';
  /**
   * `alone` (default): runs when everything before it in its lane is answered, and holds up everything after it. `pipelined`:
   * enters the store's queue at once and in order, and does not hold up pipelined requests after it. Where their order matters,
   * its `run` must reach the store without a previous `await`.
   */
  order: 'alone' | 'pipelined';
  /** A function if the limit depends on settings; `undefined` means unlimited. */
  limit?: CallLimit | ((settings: ServerSettings) => CallLimit | undefined);
  run(context: Context, params: Params<Request>): Promise<Result<Request>>;
}

/** The configured rate of messages. */
export const messageRate = ({messagesPerMinuteMax}: ServerSettings): CallLimit | undefined =>
  messagesPerMinuteMax === 0 ? undefined : {count: messagesPerMinuteMax, perSeconds: 60};
