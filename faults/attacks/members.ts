/** The list of attacks by members; each has its own address, because on Linux all of 127/8 is this machine. */
import {frame, rawLine, rawSocketIo, rawWebSocket, type RawLine} from '../../__tests__/support/hostile/hostileWire.ts';
import {newId} from '../../src/cli/shell.ts';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {again, atRate, quietly, type Attack, type Scene} from '../people/attack.ts';
import {openRaw, openAnonymous} from '../people/raw.ts';
import {pause} from '../waiting.ts';
import {resetSocket} from '../../__tests__/support/hostile/resetSocket.ts';

const FLOOD_LINES = 10;
const FLOOD = 1_000;
const GETS = 32;
/** A second. */
const GUESSES = 10;
const LOGINS = 50;
const GHOSTS = 20;
const FILE_BYTES = 4 * 1024 ** 3;

const AUTH = {protocolVersion: PROTOCOL_VERSION, programVersion: 'raw', deviceName: 'raw'};
/** Attacks take different people, so that what one of them uses up the others have. */
const person = ({people}: Scene, index: number) => people[index % people.length]!;
const placeOf = (net: number, index: number) => `127.${net}.${Math.floor(index / 250) % 250}.${(index % 250) + 1}`;
const reset = (line: RawLine) => resetSocket(line.socket);

/** One account on ten connections, a thousand pages asked for in each write, read and thrown away. */
export const floods: Attack = async scene => {
  const {url, roomId} = scene;
  const write = Buffer.concat(
    Array.from({length: FLOOD}, (_, id) => frame(`42${id + 1}["entryList",{"roomId":${roomId},"limit":200}]`)),
  );
  const floodOn = (index: number) =>
    again(scene, async () => {
      const line = await rawSocketIo(url, {...AUTH, token: person(scene, 0).token}, placeOf(21, index));
      line.write(frame('420["sessionOpen",{}]'));
      await line.until('430[');
      line.socket.removeAllListeners('data');
      line.socket.on('data', (text: string) => {
        scene.count('bytes read', text.length);
        if (text.includes('\u0081\u00012')) line.write(frame('3'));
      });
      while (!scene.isOver() && line.isOpen) {
        if (line.socket.writableLength === 0) {
          line.write(write);
          scene.count('pages asked for', FLOOD);
        }
        await pause(200);
      }
      reset(line);
    });
  await Promise.all(Array.from({length: FLOOD_LINES}, (_, index) => floodOn(index)));
};

/** As many mentions as fit into a message, into the room where everybody is. */
export const mentionBombs: Attack = async scene => {
  const {url, roomId} = scene;
  const {name: sender, token} = person(scene, 1);
  await again(scene, async () => {
    const raw = await openRaw(url, token, {localAddress: placeOf(22, 0)});
    while (!scene.isOver() && raw.socket.connected) {
      const text = `${newId()} ${'@ab---'.repeat(640)}`;
      const message = {roomId, clientMsgId: newId(), kind: 'message' as const, text};
      scene.wrote({sender, roomId, clientMsgId: message.clientMsgId, text});
      const answer = await raw.ask('messageSend', message);
      scene.count(answer.ok ? 'bombs' : 'bombs refused');
      await pause(answer.ok ? 100 : 1_000);
    }
    raw.close();
  });
};

/** Made and left, again and again: who leaves a room last must give its name back. */
export const roomGrabbing: Attack = async scene => {
  const {token} = person(scene, 2);
  await again(scene, async () => {
    const raw = await openRaw(scene.url, token, {localAddress: placeOf(23, 0)});
    while (!scene.isOver() && raw.socket.connected) {
      const made = await raw.ask('roomCreate', {name: `g${newId().toLowerCase().slice(-20)}`, isPrivate: false});
      scene.count(made.ok ? 'rooms made' : 'rooms refused');
      if (made.ok) await raw.ask('roomLeave', {roomId: made.data.roomId});
      await pause(made.ok ? 20 : 500);
    }
    raw.close();
  });
};

/** The largest files, offered and begun without a byte. */
export const diskGrabbing: Attack = async scene => {
  const {url, roomId} = scene;
  const {token} = person(scene, 3);
  await again(scene, async () => {
    const raw = await openRaw(url, token, {localAddress: placeOf(24, 0)});
    while (!scene.isOver() && raw.socket.connected) {
      const offer = {roomId, clientMsgId: newId(), name: 'empty.bin', sizeBytes: FILE_BYTES};
      const answer = await raw.ask('fileOffer', offer);
      scene.count(answer.ok ? 'files offered' : 'files refused');
      if (answer.ok) {
        const status = await send(scene, {
          method: 'POST',
          path: '/files/',
          token,
          headers: [
            'Tus-Resumable: 1.0.0',
            `Upload-Length: ${FILE_BYTES}`,
            `Upload-Metadata: fileId ${Buffer.from(answer.data.fileId).toString('base64')}`,
            'Content-Length: 0',
          ],
        });
        scene.count(status === '201' ? 'uploads begun' : 'uploads refused');
      }
      await pause(answer.ok ? 50 : 500);
    }
    raw.close();
  });
};

interface Request {
  method: string;
  path: string;
  token: string;
  headers: readonly string[];
}

/** The status of the answer; empty when there was none. */
async function send({url}: Scene, {method, path, token, headers}: Request): Promise<string> {
  const line = await rawLine(url, placeOf(24, 0));
  const head = [`${method} ${path} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${token}`, ...headers];
  line.write(`${head.join('\r\n')}\r\n\r\n`);
  await quietly(() => line.until(/^HTTP\/1\.1 \d+/));
  reset(line);
  return /^HTTP\/1\.1 (\d+)/.exec(line.received())?.[1] ?? '';
}

/** Eight accounts wait for a file that its sender never sends, with as many requests each as they like. */
export const emptyGets: Attack = async scene => {
  const {url, roomId} = scene;
  const {token} = person(scene, 4);
  const raw = await openRaw(url, token, {localAddress: placeOf(25, 0)});
  const offer = {roomId, clientMsgId: newId(), name: 'never.bin', sizeBytes: 1_000_000};
  const offered = await raw.ask('fileOffer', offer);
  if (!offered.ok) return raw.close();
  const getOn = (index: number) =>
    again(scene, async () => {
      const line = await rawLine(url, placeOf(25, index));
      const {token: own} = person(scene, 5 + (index % 8));
      line.write(`GET /files/${offered.data.fileId} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${own}\r\n\r\n`);
      scene.count('gets');
      while (!scene.isOver() && line.isOpen) await pause(100);
      reset(line);
      await pause(500);
    });
  await Promise.all(Array.from({length: GETS * 8}, (_, index) => getOn(index)));
  raw.close();
};

/** From many addresses, without a login, and as a member who says to be somebody else. */
export const guessing: Attack = scene =>
  atRate(scene, GUESSES * scene.share, async index => {
    const raw = await openAnonymous(scene.url, undefined, {localAddress: placeOf(26, index)});
    const name = index % 4 === 3 ? scene.victim : scene.owner;
    const answer = await raw.ask('sessionLogin', {name, password: `not the password ${index}`, deviceName: 'x'});
    scene.count(answer.ok ? 'guessed' : 'wrong guesses');
    raw.close();
  });

/** Every login is a record, and so is every one that is refused. */
export const auditRolling: Attack = scene =>
  atRate(scene, LOGINS * scene.share, async index => {
    const {token} = person(scene, 13 + (index % Math.max(1, scene.people.length - 13)));
    const line = await rawWebSocket(scene.url, {}, placeOf(27, index));
    line.write(frame(`40${JSON.stringify({...AUTH, token: index % 2 === 0 ? token : `${token}x`})}`));
    await quietly(() => line.until(/4[04]\{/));
    scene.count('logins');
    reset(line);
  });

/** With the right password, cut at some moment while it is hashed. */
export const ghosts: Attack = scene =>
  atRate(scene, GHOSTS * scene.share, async index => {
    const line = await rawSocketIo(scene.url, AUTH, placeOf(28, index));
    const params = {name: person(scene, 12).name, password: scene.password, deviceName: 'ghost'};
    line.write(frame(`421${JSON.stringify(['sessionLogin', params])}`));
    line.write(frame('422["sessionOpen",{}]'));
    await pause((index % 10) * 20);
    reset(line);
    scene.count('ghosts');
  });

/** All the others open a conversation with one person, and say something in it. */
export const conversations: Attack = async scene => {
  let next = 13;
  const work = () =>
    again(scene, async () => {
      const {name: sender, token} = person(scene, next++);
      if (next > scene.people.length) return pause(500);
      const raw = await openRaw(scene.url, token, {localAddress: placeOf(29, next)});
      const opened = await raw.ask('directOpen', {name: scene.victim});
      if (opened.ok) {
        const {roomId} = opened.data;
        const message = {roomId, clientMsgId: newId(), kind: 'message' as const, text: `hello ${newId()}`};
        scene.wrote({sender, roomId, clientMsgId: message.clientMsgId, text: message.text});
        await raw.ask('messageSend', message);
        scene.count('conversations');
      }
      raw.close();
    });
  await Promise.all(Array.from({length: 4}, work));
};
