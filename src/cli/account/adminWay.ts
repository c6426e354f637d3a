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

/** A server that sends nothing for this long is considered gone; while it works, it sends a space every minute. */
const SILENCE_MS = 10 * 60_000;
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

/** `named`: only the server on the named data folder; `here`: the command needs this machine, and any other server refuses it. */
type Meant = 'named' | 'here' | 'any';

/**
 * Runs `use` with a way to send admin commands to the server.
 * @throws data-not-served if no server of the user runs on the named folder; local-socket-absent if one does, but can be reached
 * only with a login
 */
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
  // Some systems have no local sockets, so a login is used instead; but a named folder never means another server.
  if (meant === 'named' && !(await isChosen(shell))) throw await unreachable(shell);
  return withSession(shell, client => use({ask: params => client.request('adminCommand', params), isLocal: false}));
}

async function unreachable(shell: Shell): Promise<ChatError> {
  const dataDir = await shell.serverDir();
  const running = await findRunningServer(dataDir);
  return running === undefined
    ? new ChatError('data-not-served', dataDir)
    : new ChatError('local-socket-absent', running.url);
}

/** Adds a record to the audit of the server on this machine's data folder; does nothing if none runs. */
export async function noteLocally(shell: Shell, deed: 'backup' | 'export', text: string): Promise<void> {
  const place = socketIn(await shell.serverDir());
  if (place === undefined) return;
  const line = await openLine(place)
    .catch(() => undefined)
    .finally(() => place.letGo());
  await line?.ask({name: 'note', args: {deed, text}}).catch(() => undefined);
  line?.close();
}

/** The local socket to use. With `--user` or a token, the command is sent over the network instead. */
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

/** `undefined` if there is none, or if it belongs to somebody else. */
function socketIn(dataDir: string): SocketPath | undefined {
  try {
    const place = localSocketOf(dataDir);
    if (place === undefined) return undefined;
    const facts = lstatSync(place.path, {throwIfNoEntry: false});
    const own = process.getuid?.();
    // Root may use the sockets of other users' servers.
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

/** Reads an answer; trusted, because it came over the local socket of one's own server. @throws the error in it, bad-answer */
function readAnswer(text: string): AdminAnswer {
  const answer = JSON.parse(text) as {ok: boolean; data: AdminAnswer; error: {code: string; detail?: string}};
  if (answer.ok) return answer.data;
  const {code, detail = ''} = answer.error;
  if (!isErrorCode(code)) throw new ChatError('bad-answer', 'an unknown refusal');
  throw new ChatError(code, detail);
}
