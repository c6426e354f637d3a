/**
 * Admin commands for programs on the server's machine: a Unix socket in the data folder, accessible to its owner only, one
 * JSON object per line.
 */
import {chmodSync, rmSync} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {AdminParams} from '../../shared/admin/schemas.ts';
import {localSocketOf, type SocketPath} from '../../shared/admin/socketPath.ts';
import {shortOf} from '../../shared/entries/entryId.ts';
import {ChatError, toWireError} from '../../shared/errors.ts';
import type {ServerContext} from '../context.ts';
import {SERVER_SENDER} from '../storeContract/store.ts';
import type {AdminActor} from './body.ts';
import {runAdmin} from './run.ts';

/** Concurrent clients; each sends one command after the other. */
const CLIENTS_MAX = 16;
/** Maximum size of a command. */
const LINE_BYTES_MAX = 512 * 1024;
/** A client that sends no command for this long is disconnected. */
const IDLE_MS = 60_000;
/** Interval of keep-alive bytes while a command runs. */
const BUSY_MS = 30_000;

export interface LocalSocket {
  close(): void;
}

const LOCAL: AdminActor = {...SERVER_SENDER, address: 'local', role: 'server', isLocal: true};

/** Opens the socket. If that fails, the reason is logged and the server runs without it. */
export async function openLocalSocket(server: ServerContext): Promise<LocalSocket> {
  const place = localSocketOf(server.settings.dataDir);
  if (place === undefined) return {close: () => undefined};
  const {path} = place;
  const clients = new Set<Socket>();
  const listener = createServer(socket => {
    clients.add(socket);
    socket.on('close', () => clients.delete(socket));
    if (clients.size > CLIENTS_MAX) socket.destroy();
    else serve(server, socket);
  });
  try {
    // The data folder is locked, so an existing socket was left by a killed server.
    rmSync(path, {force: true});
    await listen(listener, place);
  } catch (error) {
    server.log.warn({error, path}, 'no local socket: chat-tui admin needs a login here');
  }
  return {
    close() {
      for (const client of clients) client.destroy();
      listener.close();
      rmSync(path, {force: true});
      place.letGo();
    },
  };
}

/** Listens with a umask under which the socket is never accessible to others, not even briefly. */
async function listen(listener: Server, {path, short}: SocketPath): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    const before = process.umask(0o177);
    try {
      listener.listen(short, () => {
        listener.off('error', reject);
        listener.on('error', () => undefined);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
  chmodSync(path, 0o600);
  listener.unref();
}

function serve(server: ServerContext, socket: Socket): void {
  let text = '';
  let isBusy = false;
  socket.setEncoding('utf8');
  socket.setTimeout(IDLE_MS, () => !isBusy && socket.destroy());
  socket.on('error', () => undefined);
  const next = (): void => {
    const end = text.indexOf('\n');
    if (end === -1 || isBusy) return;
    const line = text.slice(0, end);
    text = text.slice(end + 1);
    isBusy = true;
    // A space is sent regularly, so that a client waiting for a long command knows that it is still running; JSON ignores it.
    const alive = setInterval(() => socket.write(' '), BUSY_MS).unref();
    answerOf(server, line)
      .finally(() => clearInterval(alive))
      .then(answer => {
        isBusy = false;
        if (!socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`, next);
      })
      .catch(() => socket.destroy());
  };
  socket.on('data', (more: string) => {
    text += more;
    if (text.length > LINE_BYTES_MAX) socket.destroy();
    else next();
  });
}

async function answerOf(server: ServerContext, line: string): Promise<object> {
  try {
    const asked = AdminParams.safeParse(JSON.parse(line));
    if (!asked.success) throw new ChatError('bad-request', 'one object of parameters is expected');
    return {ok: true, data: await runAdmin(server, LOCAL, asked.data)};
  } catch (error) {
    if (error instanceof SyntaxError) return {ok: false, error: {code: 'bad-request', detail: 'JSON'}};
    const incident = shortOf(server.newId());
    if (!(error instanceof ChatError)) server.log.error({incident, error}, 'a local admin command failed');
    return {ok: false, error: toWireError(error, incident)};
  }
}
