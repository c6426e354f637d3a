/** Reaches the server for an admin command: over its local socket on this machine, else over the network with a login. */
import {lstatSync} from 'node:fs';
import {connect} from 'node:net';
import type {AdminAnswer} from '../../shared/admin/schemas.ts';
import {localSocketOf, type SocketPath} from '../../shared/admin/socketPath.ts';
import {ChatError, isErrorCode} from '../../shared/errors.ts';
import type {Params} from '../../shared/protocol.ts';
import {withSession} from './logins.ts';
import {chooseServer} from './session.ts';
import {findRunningServer} from '../serving/serverFile.ts';
import type {Shell} from '../shell.ts';

type AskAdmin = (params: Params<'adminCommand'>) => Promise<AdminAnswer>;

interface AdminWay {
  ask: AskAdmin;
  isLocal: boolean;
}

/** Without a byte from the server for so long, it is taken as gone; while it works it sends a space each minute. */
const SILENCE_MS = 10 * 60_000;
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

/** `named`: the server on the data folder alone; `here`: the command concerns this machine, and any other server refuses it. */
type Meant = 'named' | 'here' | 'any';

/** @throws data-not-served where a folder was named on which none of one's own servers runs */
export async function withAdmin<T>(shell: Shell, meant: Meant, use: (way: AdminWay) => Promise<T>): Promise<T> {
  const place = await localWay(shell, meant !== 'any');
  if (place !== undefined) {
    const line = await openLine(place)
      .catch(() => undefined)
      .finally(() => place.letGo());
    if (line !== undefined) {
      try {
        return await use({ask: line.ask, isLocal: true});
      } finally {
        line.close();
      }
    }
  }
  // Some systems have no such sockets. Another server, with the login that is kept for it, is never what a folder means.
  if (meant === 'named' && !(await isChosen(shell))) throw new ChatError('data-not-served', await shell.serverDir());
  return withSession(shell, client => use({ask: params => client.request('adminCommand', params), isLocal: false}));
}

/** Adds a record to the audit log of the server that runs on this machine’s data folder; does nothing where none runs. */
export async function noteLocally(shell: Shell, deed: 'backup' | 'export', text: string): Promise<void> {
  const place = socketIn(await shell.serverDir());
  if (place === undefined) return;
  const line = await openLine(place)
    .catch(() => undefined)
    .finally(() => place.letGo());
  await line?.ask({name: 'note', args: {deed, text}}).catch(() => undefined);
  line?.close();
}

/** Somebody who says as whom, or to which other server, means the wire. */
async function localWay(shell: Shell, wantsLocal: boolean): Promise<SocketPath | undefined> {
  const dataDir = await shell.serverDir();
  if (wantsLocal) return socketIn(dataDir);
  const settings = await shell.clientSettings();
  if (settings.user !== undefined || settings.token !== undefined || settings.tokenFile !== undefined) return undefined;
  return (await isChosen(shell)) ? socketIn(dataDir) : undefined;
}

/** Whether the server that verbs use is the one that runs on this machine's data folder. */
async function isChosen(shell: Shell): Promise<boolean> {
  const running = await findRunningServer(await shell.serverDir());
  return running !== undefined && (await chooseServer(shell, await shell.clientSettings())).serverUrl === running.url;
}

/** `undefined` where there is none, or where it is somebody else’s. */
function socketIn(dataDir: string): SocketPath | undefined {
  try {
    const place = localSocketOf(dataDir);
    if (place === undefined) return undefined;
    const facts = lstatSync(place.path, {throwIfNoEntry: false});
    const own = process.getuid?.();
    // Root looks after the servers of others as well.
    if (facts?.isSocket() === true && (own === 0 || facts.uid === own)) return place;
    place.letGo();
    return undefined;
  } catch {
    return undefined;
  }
}

interface Line {
  ask: AskAdmin;
  close(): void;
}

async function openLine({short}: SocketPath): Promise<Line> {
  const socket = connect(short);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.setEncoding('utf8');
  return {
    ask: params =>
      new Promise((resolve, reject) => {
        let text = '';
        const gone = () => reject(new ChatError('disconnected'));
        const take = (more: string) => {
          text += more;
          if (text.length > ANSWER_BYTES_MAX) return socket.destroy();
          if (!text.endsWith('\n')) return undefined;
          socket.off('data', take).off('close', gone);
          try {
            resolve(readAnswer(text));
          } catch (error) {
            reject(error as Error);
          }
          return undefined;
        };
        socket.setTimeout(SILENCE_MS, () => socket.destroy());
        socket.on('error', () => undefined);
        socket.on('data', take).once('close', gone);
        socket.write(`${JSON.stringify(params)}\n`);
      }),
    close: () => socket.destroy(),
  };
}

/** From one's own server, on one's own socket. @throws what it says, bad-answer */
function readAnswer(text: string): AdminAnswer {
  const answer = JSON.parse(text) as {ok: boolean; data: AdminAnswer; error: {code: string; detail?: string}};
  if (answer.ok) return answer.data;
  const {code, detail = ''} = answer.error;
  if (!isErrorCode(code)) throw new ChatError('bad-answer', 'an unknown refusal');
  throw new ChatError(code, detail);
}
