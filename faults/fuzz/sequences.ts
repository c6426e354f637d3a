/**
 * Sends random sequences of bytes over raw TCP: HTTP, upgrades, frames and packets, cut, doubled, pipelined and reset at any
 * byte.
 */
import {connect, type Socket} from 'node:net';
import {packetsFor, REQUEST_NAMES} from '../../__tests__/support/hostile/hostilePackets.ts';
import {frame, upgradeRequest} from '../../__tests__/support/hostile/hostileWire.ts';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {brokenPacket, pick, type Random} from './mutate.ts';
import {resetSocket} from '../../__tests__/support/hostile/resetSocket.ts';

export interface SequenceTarget {
  url: string;
  /** Logins that work; some sequences use one. */
  tokens: readonly string[];
  roomId: number;
  fileId: string;
  newId: () => string;
}

type Piece = string | Buffer;
type MakePiece = (random: Random, target: SequenceTarget) => Piece;

const AT_ONCE = 80;
const PIECES_MAX = 8;
/** A sequence ends so long after the last answer at the latest. */
const WAIT_MS_MAX = 40;
/** Where nothing is answered; where an answer is part of the sequence, a busy machine is waited for. */
const LAST_MS = 200;
const ANSWER_MS = 1_000;

const between = (random: Random, low: number, high: number) => low + Math.floor(random() * (high - low + 1));

const PATHS = [
  '/',
  '/x',
  '/health',
  '/join',
  '/files/',
  '/files/x',
  '/socket.io/',
  '/socket.io/?EIO=4&transport=polling',
  '*',
  '//',
  'http://x/',
];
const METHODS = ['GET', 'POST', 'PATCH', 'HEAD', 'OPTIONS', 'DELETE', 'CONNECT', 'PUT', 'TRACE', 'PRI'];
const HEADERS = [
  'Connection: Upgrade\r\nUpgrade: websocket',
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk',
  'Connection: close',
  'Connection: keep-alive',
  'Expect: 100-continue',
  'Content-Length: 5',
  'Transfer-Encoding: chunked',
  'Tus-Resumable: 1.0.0\r\nUpload-Length: 10\r\nUpload-Metadata: fileId AAAA',
  'Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream',
  'Range: bytes=0-1,5-,-3',
  'Origin: https://evil.example',
  'X: y',
];

function httpRequest(random: Random, {tokens, fileId}: SequenceTarget): string {
  const path = random() < 0.2 ? `/files/${fileId}` : pick(random, PATHS);
  const headers = Array.from({length: between(random, 0, 3)}, () => pick(random, HEADERS));
  if (random() < 0.5) headers.push(`Authorization: Bearer ${pick(random, tokens)}`);
  const body = random() < 0.3 ? pick(random, ['hello', '5\r\nhello\r\n0\r\n\r\n', 'fffffff\r\nx']) : '';
  return `${pick(random, METHODS)} ${path} HTTP/1.1\r\nHost: x\r\n${headers.map(one => `${one}\r\n`).join('')}\r\n${body}`;
}

function connectPacket(random: Random, {tokens}: SequenceTarget): string {
  const token = random() < 0.5 ? {token: pick(random, [...tokens, 'ct_none'])} : {};
  const auth = {protocolVersion: PROTOCOL_VERSION, programVersion: 'fuzz', ...token};
  return `40${pick(random, ['', '', '', '/a,'])}${random() < 0.9 ? JSON.stringify(auth) : '{}'}`;
}

/** They would end what the others are measured with. */
const LEFT_OUT: readonly string[] = [
  'serverStop',
  'serverKeep',
  'accountRegister',
  'sessionLogin',
  'passwordChange',
  'sessionEnd',
];
const NAMES = REQUEST_NAMES.filter(name => !LEFT_OUT.includes(name));

function requestPacket(random: Random, target: SequenceTarget): string {
  const name = pick(random, NAMES);
  const packets = packetsFor({...target, roomName: 'lobby', person: 'ann', newId: () => target.newId()});
  const packet = `42${between(random, 0, 99)}${JSON.stringify([name, packets[name]])}`;
  return random() < 0.3 ? brokenPacket(random, packet) : packet;
}

const ENGINE_PACKETS = [
  '0',
  '1',
  '2',
  '2probe',
  '3',
  '3probe',
  '5',
  '6',
  '4',
  '41',
  '42',
  '43',
  '44',
  '45',
  '41/a,',
  '451-["x",{"_placeholder":true,"num":0}]',
  'b',
  '',
];

const framed = (random: Random, payload: string): Buffer =>
  frame({
    payload,
    opcode: random() < 0.93 ? 1 : between(random, 0, 15),
    isFinal: random() < 0.97,
    isMasked: random() < 0.98,
    reserved: random() < 0.98 ? 0 : between(random, 1, 7),
  });

const HTTP_PIECES: readonly MakePiece[] = [
  httpRequest,
  (_, {url}) => upgradeRequest(url),
  (random, {url}) => upgradeRequest(url, {path: pick(random, PATHS)}),
  random => Buffer.from(Array.from({length: between(random, 1, 200)}, () => between(random, 0, 255))),
];

const REQUEST_PIECES: readonly MakePiece[] = [
  (random, target) => frame(requestPacket(random, target)),
  random => frame(`42${between(random, 0, 99)}["ping",{}]`),
];

const FRAME_PIECES: readonly MakePiece[] = [
  (random, target) => framed(random, connectPacket(random, target)),
  (random, target) => framed(random, connectPacket(random, target)),
  ...Array.from({length: 8}, (): MakePiece => (random, target) => framed(random, requestPacket(random, target))),
  random => framed(random, pick(random, ENGINE_PACKETS)),
  random => frame({opcode: between(random, 8, 10), payload: 'x'.repeat(between(random, 0, 130))}),
  (random, target) =>
    Buffer.concat(Array.from({length: between(random, 2, 50)}, () => framed(random, requestPacket(random, target)))),
];

/** What is written, and what must have been answered before it; the first comes at once. */
interface Stage {
  after: RegExp;
  writes: Buffer[];
}

const ANYTHING = /^/;
const OPENED = /0\{"sid"/;
const ADMITTED = /40\{"sid"/;

function stagesOf(random: Random, target: SequenceTarget): Stage[] {
  const isChat = random() < 0.7;
  const upgrade = isChat ? [upgradeRequest(target.url)] : [];
  const greeting = isChat && random() < 0.8 ? [frame(connectPacket(random, target))] : [];
  const chance = isChat ? random() : 0;
  // Where nothing of it ends the connection, the answers are on their way when the end comes.
  const isQuiet = chance > 0.7;
  const pieces: Piece[] = [];
  for (let count = between(random, 1, PIECES_MAX); count > 0; count--) {
    const makers = isQuiet ? REQUEST_PIECES : isChat ? FRAME_PIECES : HTTP_PIECES;
    const piece = pick(random, makers)(random, target);
    pieces.push(piece);
    if (random() < 0.15) pieces.push(piece);
  }
  if (chance < 0.2) return [{after: ANYTHING, writes: writesOf(random, bytesOf([...upgrade, ...greeting, ...pieces]))}];
  const opening = {after: ANYTHING, writes: [bytesOf(upgrade)]};
  if (chance < 0.5) return [opening, {after: OPENED, writes: writesOf(random, bytesOf([...greeting, ...pieces]))}];
  const admission = {after: OPENED, writes: [bytesOf(greeting)]};
  return [opening, admission, {after: ADMITTED, writes: writesOf(random, bytesOf(pieces))}];
}

const bytesOf = (pieces: readonly Piece[]): Buffer =>
  Buffer.concat(pieces.map(piece => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)));

/** Cut at some byte or whole, in one write or in two. */
function writesOf(random: Random, whole: Buffer): Buffer[] {
  const bytes = random() < 0.3 ? whole.subarray(0, between(random, 1, whole.length)) : whole;
  if (random() < 0.5) return [bytes];
  const at = between(random, 0, bytes.length);
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

/** What the server answered to so many sequences, by the first bytes of it. */
export type Answers = Record<string, number>;

/** @param count sequences; resolves when the last connection is over */
export async function sendSequences(target: SequenceTarget, random: Random, count: number): Promise<Answers> {
  const answers: Answers = {};
  let left = count;
  const work = async () => {
    while (left-- > 0) {
      const answer = await sendOne(target, random);
      const key = /^HTTP\/1\.1 \d+/.exec(answer)?.[0] ?? 'none';
      answers[key] = (answers[key] ?? 0) + 1;
      if (/43\d+\[/.test(answer)) answers['packet'] = (answers['packet'] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, work));
  return answers;
}

function sendOne(target: SequenceTarget, random: Random): Promise<string> {
  const {hostname, port} = new URL(target.url);
  const stages = stagesOf(random, target);
  // From many addresses, as from a botnet: the limits per address are tested elsewhere. All of 127/8 is this machine, on Linux.
  const localAddress =
    process.platform === 'linux' ? `127.${between(random, 1, 250)}.${between(random, 1, 250)}.1` : undefined;
  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    ...(localAddress !== undefined && {localAddress}),
  });
  let received = '';
  return new Promise(resolve => {
    let timer: NodeJS.Timeout | undefined;
    const goOn = () => {
      while (stages[0]?.after.test(received) === true) {
        for (const bytes of stages.shift()?.writes ?? []) socket.write(bytes);
      }
      if (stages.length > 0) return;
      clearTimeout(timer);
      // Often right behind the bytes, so that the end arrives while they are being worked on.
      if (random() < 0.2) end(socket, random);
      else timer = setTimeout(() => end(socket, random), between(random, 0, WAIT_MS_MAX));
    };
    // Node does not tell of the end of every socket that is reset while it still connects.
    const last = setTimeout(
      () => {
        socket.destroy();
        resolve(received);
      },
      stages.length > 1 ? ANSWER_MS : LAST_MS,
    );
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      received = (received + text).slice(0, 100_000);
      goOn();
    });
    socket.on('error', () => undefined);
    socket.on('connect', goOn);
    socket.on('close', () => {
      clearTimeout(timer);
      clearTimeout(last);
      resolve(received);
    });
  });
}

function end(socket: Socket, random: Random): void {
  if (random() < 0.6) resetSocket(socket);
  else if (random() < 0.5) socket.destroy();
  else {
    socket.end();
    setTimeout(() => socket.destroy(), WAIT_MS_MAX);
  }
}
