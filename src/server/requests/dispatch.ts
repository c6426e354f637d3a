/**
 * From packet to handler and back: schema, permission, rate limit, order, answer. No packet causes more than an error answer.
 */
import {shortOf} from '../../shared/entries/entryId.ts';
import {ChatError, refusal, toWireError, type WireError} from '../../shared/errors.ts';
import {faultPoint} from '../../shared/machine/faultPoint.ts';
import {isRequestName, REQUESTS, type Params, type RequestName} from '../../shared/protocol.ts';
import {mayOnServer} from '../../shared/access/roles.ts';
import type {Connection} from '../hub/connections.ts';
import type {Context, ServerContext} from '../context.ts';
import type {CallLimit, Handler} from './handler.ts';
import * as list from './handlers.ts';
import {Lane} from './lanes.ts';
import {createLimiter, type Limiter} from '../door/limits/limiter.ts';
import {networkPrefixOf} from '../network.ts';
import {answerForOldest} from './oldest.ts';
import type {TokenRule} from './tokenRule.ts';
import {placeToFind, requireGrant, requireGrantedRoom} from './tokenGate.ts';
import {openPaces, type ConnectionPace} from './pace.ts';

/** A handler missing in the list does not compile. */
const HANDLERS: {[Name in RequestName]: Handler<Name>} = list;

/** Memory of a connection's pending requests. */
export interface Load {
  /** Counts the latest request as pending until the returned function is called. */
  hold(): () => void;
}

/** A connection with its lanes and pace. */
export interface Requester {
  load: Load;
  context: Context;
  pace: ConnectionPace;
  lanes: Record<Handler<RequestName>['lane'], Lane>;
}

export interface Dispatch {
  requester(connection: Connection, load: Load): Requester;
  /** Never throws. @param packet event name, parameters and acknowledgement function; all untrusted */
  serve(requester: Requester, packet: readonly unknown[]): void;
  /** Answers every further request with `server-closing`. */
  close(): void;
}

type Reply = {ok: true; data: unknown} | {ok: false; error: WireError};
type Answer = (reply: Reply) => void;

interface Route {
  name: RequestName;
  access: Handler<RequestName>['access'];
  token: TokenRule;
  lane: Handler<RequestName>['lane'];
  order: Handler<RequestName>['order'];
  limiter: Limiter | undefined;
  parse: (params: unknown) => {success: true; data: unknown} | {success: false; error: ParseError};
  run: (context: Context, params: unknown) => Promise<unknown>;
}

interface ParseError {
  issues: readonly {code?: string | undefined; path: readonly PropertyKey[]}[];
}

const DETAIL_MAX = 60;
/** Maximum of requests per network before login; a login takes two or three. */
const ANONYMOUS_RATE: CallLimit = {count: 2_000, perSeconds: 10};

export function openDispatch(server: ServerContext, monotonicMs: () => number): Dispatch {
  const routes = new Map<string, Route>();
  for (const name of Object.keys(REQUESTS)) {
    if (isRequestName(name))
      routes.set(
        name,
        toRoute(name, limit => createLimiter(limit, monotonicMs), server),
      );
  }
  const toContext = openContexts(server);
  const paces = openPaces(monotonicMs);
  const anonymous = createLimiter(ANONYMOUS_RATE, monotonicMs);
  let isClosing = false;

  function accept({context, lanes, load}: Requester, packet: readonly unknown[], answer: Answer): void {
    const [name, params] = packet;
    requireAnonymousRate(context.connection);
    if (isClosing) throw refusal('server-closing');
    const route = typeof name === 'string' ? routes.get(name) : undefined;
    if (route === undefined) throw refusal('unknown-request', String(name).slice(0, DETAIL_MAX));
    if (packet.length !== 3) throw refusal('bad-request', 'one object of parameters is expected');
    // The rate limit comes before parsing, because a refused request must cost less than a served one.
    if (mayCall(route, context)) requireRate(route, context);
    const parsed = route.parse(params);
    if (!parsed.success) throw refusal('bad-request', whatIsWrong(parsed.error));
    requireRight(route, context);
    requireGrant(route.token, context, parsed.data);
    const letGo = load.hold();
    const isQueued = lanes[route.lane].add(route.order, () =>
      perform(route, context, parsed.data, answer).finally(letGo),
    );
    if (isQueued) return;
    letGo();
    throw refusal('busy');
  }

  /** Anonymous requests, valid or not, share one rate per network. */
  function requireAnonymousRate({account, address}: Connection): void {
    const waitSeconds = account === undefined ? anonymous.take(networkPrefixOf(address)) : 0;
    if (waitSeconds > 0) throw refusal('too-many-requests', String(waitSeconds));
  }

  async function perform(route: Route, context: Context, params: unknown, answer: Answer): Promise<void> {
    try {
      // The login may have ended while the request waited.
      requireRight(route, context);
      if (context.connection.isEnding) throw refusal('disconnected');
      requireGrant(route.token, context, params);
      const place = placeToFind(route.token, context);
      if (place !== undefined) await requireGrantedRoom(place, context, params);
      const data = await route.run(context, params);
      server.log.debug({request: route.name, by: context.connection.account?.name}, 'a request was answered');
      faultPoint('answer.before');
      answer({ok: true, data});
      faultPoint('answer.after');
    } catch (error) {
      refuse(error, answer, route.name);
    }
  }

  function refuse(error: unknown, answer: Answer, request: string): void {
    const isBug = !(error instanceof ChatError);
    const incident = isBug || error.cause !== undefined ? shortOf(server.newId()) : '';
    if (incident !== '') server.log.error({incident, request, error}, 'a request failed');
    const told = toWireError(error, incident);
    if (!isBug) server.log.debug({request, code: told.code}, 'a request was refused');
    server.meter.listener?.refused(told.code);
    answer({ok: false, error: told});
  }

  return {
    requester(connection, load) {
      const pace = paces.open(() => callerOf(connection));
      return {load, context: toContext(connection), pace, lanes: {chat: new Lane(pace), transfer: new Lane(pace)}};
    },
    serve(requester, packet) {
      const answer = packet.at(-1);
      // A packet without an acknowledgement function cannot be answered, so it is ignored.
      if (typeof answer !== 'function') return;
      const isOldest = requester.context.connection.dialect.minor === 0;
      const tell = (reply: Reply) => {
        answer(isOldest ? answerForOldest(String(packet[0]), reply) : reply);
        requester.pace.answered(requester.context.connection.lastBytes());
      };
      try {
        accept(requester, packet, tell);
      } catch (error) {
        refuse(error, tell, String(packet[0]).slice(0, DETAIL_MAX));
      }
    },
    close: () => (isClosing = true),
  };
}

/** Stores the part of the context that is the same for all connections only once. */
function openContexts(server: ServerContext): (connection: Connection) => Context {
  const shared = Object.create(server, {
    me: {
      get(this: Context) {
        if (this.connection.account === undefined) throw refusal('not-signed-in');
        return this.connection.account;
      },
    },
  }) as Context;
  return connection => Object.assign(Object.create(shared) as Context, {connection});
}

function toRoute<Name extends RequestName>(
  name: Name,
  toLimiter: (limit: CallLimit) => Limiter,
  {settings}: ServerContext,
): Route {
  const handler: Handler<Name> = HANDLERS[name];
  const limit = typeof handler.limit === 'function' ? handler.limit(settings) : handler.limit;
  const schema = REQUESTS[name].params;
  return {
    name,
    access: handler.access,
    token: handler.token,
    lane: handler.lane,
    order: handler.order,
    limiter: limit === undefined ? undefined : toLimiter(limit),
    parse: params => schema.safeParse(params),
    // `parse` has checked that the parameters have the handler's type.
    run: (context, params) => handler.run(context, params as Params<Name>),
  };
}

/** Key of rate limits: the account, or before login the network. */
const callerOf = ({account, address}: Connection): number | string => account?.userId ?? networkPrefixOf(address);

function requireRight({access}: Route, {connection}: Context): void {
  if (access === 'anyone') return;
  if (connection.account === undefined) throw refusal('not-signed-in');
  if (access !== 'account' && !mayOnServer(connection.account.role, access)) throw refusal('not-allowed');
}

function mayCall({access}: Route, {connection: {account}}: Context): boolean {
  if (access === 'anyone') return true;
  return account !== undefined && (access === 'account' || mayOnServer(account.role, access));
}

function requireRate({limiter}: Route, {connection}: Context): void {
  const waitSeconds = limiter?.take(callerOf(connection)) ?? 0;
  if (waitSeconds > 0) throw refusal('too-many-requests', String(waitSeconds));
}

function whatIsWrong({issues: [first]}: ParseError): string {
  if (first === undefined) return 'parameters';
  const path = first.path.map(String).join('.');
  return `${path === '' ? 'parameters' : path}: ${first.code ?? 'invalid'}`.slice(0, DETAIL_MAX);
}
