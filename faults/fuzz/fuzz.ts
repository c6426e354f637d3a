/** Sends broken packets of every request to a server and checks that every answer is one of the protocol. */
import {io, type Socket} from 'socket.io-client';
import {packetsFor, REQUEST_NAMES} from '../../__tests__/support/hostile/hostilePackets.ts';
import {closeRawLines, frame, rawSocketIo, type RawLine} from '../../__tests__/support/hostile/hostileWire.ts';
import {ERRORS} from '../../src/shared/errorTable.ts';
import {isErrorCode} from '../../src/shared/errors.ts';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {REQUESTS, type RequestName} from '../../src/shared/protocol.ts';
import {broken, brokenPacket, pick, type Random} from './mutate.ts';

export interface Target {
  url: string;
  /** A token that works, made anew when the last one was used up. */
  token(): Promise<string>;
  roomId: number;
  fileId: string;
  newId: () => string;
}

export interface Fuzzed {
  packets: number;
  /** How often each code came, `ok` among them. */
  codes: Record<string, number>;
  /** Connections that the server closed. */
  closed: number;
  /** What must not have happened, one sentence each. */
  violations: string[];
}

/** These cost a hash each, or end the login. */
const RARE: readonly RequestName[] = ['accountRegister', 'sessionLogin', 'passwordChange', 'sessionEnd'];
const AT_ONCE = 50;
const ANSWER_MS = 20_000;

/** @param count packets; one in five is broken in its text, the others in their parameters */
export async function fuzz(target: Target, random: Random, count: number): Promise<Fuzzed> {
  const found: Fuzzed = {packets: 0, codes: {}, closed: 0, violations: []};
  while (found.packets < count) {
    const isAnonymous = random() < 0.1;
    const token = isAnonymous ? undefined : await target.token();
    const batch = Math.min(200, count - found.packets);
    if (random() < 0.2) await fuzzText(target, {random, token, batch}, found);
    else await fuzzParams(target, {random, token, batch}, found);
  }
  return found;
}

interface Round {
  random: Random;
  token: string | undefined;
  batch: number;
}

const authOf = (token: string | undefined) => ({
  protocolVersion: PROTOCOL_VERSION,
  programVersion: 'fuzz',
  ...(token !== undefined && {token}),
});

function chooseName(random: Random): RequestName {
  const name = pick(random, REQUEST_NAMES);
  return RARE.includes(name) && random() < 0.9 ? chooseName(random) : name;
}

const valid = (target: Target, name: RequestName): object =>
  packetsFor({...target, roomName: 'lobby', person: 'ann', newId: () => target.newId()})[name];

async function fuzzParams(target: Target, {random, token, batch}: Round, found: Fuzzed): Promise<void> {
  const socket = io(target.url, {transports: ['websocket'], reconnection: false, forceNew: true, auth: authOf(token)});
  const isUp = await new Promise<boolean>(resolve => {
    socket.once('connect', () => resolve(true));
    socket.once('connect_error', () => resolve(false));
  });
  found.packets += isUp ? 0 : 1;
  for (let sent = 0; isUp && sent < batch && socket.connected; sent += AT_ONCE) {
    const asked = Array.from({length: Math.min(AT_ONCE, batch - sent)}, () => {
      const name = chooseName(random);
      return askOnce(socket, name, broken(random, valid(target, name)), found);
    });
    await Promise.all(asked);
  }
  if (isUp && !socket.connected) found.closed++;
  socket.disconnect();
}

async function askOnce(socket: Socket, name: RequestName, params: unknown, found: Fuzzed): Promise<void> {
  found.packets++;
  const answer = await new Promise<unknown>(resolve => {
    // A connection that was closed takes its answers with it.
    const done = (value: unknown) => (clearTimeout(timer), socket.off('disconnect', onEnd), resolve(value));
    const onEnd = () => done('closed');
    const timer = setTimeout(() => done('nothing'), ANSWER_MS);
    socket.once('disconnect', onEnd);
    socket.emit(name, params, done);
  });
  if (answer !== 'closed') judge(name, params, answer, found);
}

function judge(name: RequestName, params: unknown, answer: unknown, found: Fuzzed): void {
  const code = codeOf(name, answer);
  found.codes[code] = (found.codes[code] ?? 0) + 1;
  if (code !== 'internal' && (code === 'ok' || isErrorCode(code))) return;
  const said = JSON.stringify(params)?.slice(0, 300) ?? 'nothing';
  found.violations.push(`${name} ${said} was answered with ${JSON.stringify(answer)?.slice(0, 300)}`);
}

/** The code of an answer of the protocol; anything else is `none`. */
function codeOf(name: RequestName, answer: unknown): string {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return 'none';
  if (answer.ok === true && 'data' in answer)
    return REQUESTS[name].result.safeParse(answer.data).success ? 'ok' : 'none';
  const error = 'error' in answer ? (answer.error as {code?: unknown} | null) : null;
  return typeof error?.code === 'string' && Object.hasOwn(ERRORS, error.code) ? error.code : 'none';
}

/** Below the library: the text of the packet itself is broken, so there may be no answer at all. */
async function fuzzText(target: Target, {random, token, batch}: Round, found: Fuzzed): Promise<void> {
  let line: RawLine | undefined;
  try {
    for (let sent = 0; sent < batch; sent++) {
      found.packets++;
      if (line?.isOpen !== true) line = await rawSocketIo(target.url, authOf(token));
      const name = chooseName(random);
      const packet = `42${sent}${JSON.stringify([name, valid(target, name)])}`;
      line.write(frame(brokenPacket(random, packet)));
      if (sent % 10 === 0) await nextTurn();
    }
  } catch {
    found.closed++;
  } finally {
    closeRawLines();
  }
}

const nextTurn = () => new Promise<void>(resolve => setImmediate(resolve));
