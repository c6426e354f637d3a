/** People of a world who use the real client: no screen, real connection, real disk; gone after the test. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach} from '@jest/globals';
import {newId} from '../../../src/cli/shell.ts';
import {register} from '../../../src/client/actions/account/session.ts';
import {openClient, type Client} from '../../../src/client/client.ts';
import type {ClientOptions} from '../../../src/client/core/core.ts';
import type {RoomState, State} from '../../../src/client/state/state.ts';
import {until, untilStatus} from '../../../src/client/log/waiting.ts';
import {takeOwnerCode} from '../../support/keys/ownerCodes.ts';
import {PASSWORD} from '../../support/world.ts';

export interface Member {
  client: Client;
  name: string;
  token: string;
  dataDir: string;
  /** Resolves when the state is as wanted; says what was waited for, and what is there `instead`, when it never is. */
  sees(what: string, look: (state: State) => unknown, instead?: () => string): Promise<void>;
  room(roomId?: number): RoomState;
  /** Texts of the messages in the log of a room, as they stand here. */
  texts(roomId?: number): string[];
  /** Sentences shown to the person so far. */
  notices(): string[];
}

const LOBBY = 1;
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  const failures: unknown[] = [];
  for (const close of closing.splice(0).reverse()) await close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
});

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-tui-client-'));
  closing.push(() => rm(folder, {recursive: true, force: true}));
  return folder;
}

const SHORT_WAITS = {firstMs: 10, maxMs: 50, random: () => 0};

/** A client that is closed after the test. */
export async function clientOf(options: Pick<ClientOptions, 'serverUrl'> & Partial<ClientOptions>): Promise<Client> {
  const dataDir = options.dataDir ?? (await temporaryFolder());
  const client = openClient({
    downloadsDir: join(dataDir, 'downloads'),
    deviceName: 'test',
    now: () => Date.now(),
    newId,
    backoff: SHORT_WAITS,
    ...options,
    dataDir,
  });
  closing.push(() => client.close());
  return client;
}

/** Registers; the first one is the owner. */
export async function member(serverUrl: string, name: string, options: Partial<ClientOptions> = {}): Promise<Member> {
  const client = await clientOf({serverUrl, ...options});
  const {token} = await register(client, {name, password: PASSWORD, ...takeOwnerCode(serverUrl)});
  return toMember(client, name, token);
}

/** The same person again, by their token. */
export async function memberAgain(
  serverUrl: string,
  before: Member,
  options: Partial<ClientOptions> = {},
): Promise<Member> {
  const client = await clientOf({serverUrl, token: before.token, dataDir: before.dataDir, ...options});
  await untilStatus(client, 'online');
  return toMember(client, before.name, before.token);
}

export function toMember(client: Client, name: string, token: string): Member {
  const room = (roomId = LOBBY): RoomState => {
    const one = client.getState().roomById[roomId];
    if (one === undefined) throw new Error(`${name} knows no room ${roomId}`);
    return one;
  };
  return {
    client,
    name,
    token,
    dataDir: client.options.dataDir,
    room,
    async sees(what, look, instead = () => '') {
      try {
        await until(client, state => (look(state) ? true : undefined), 60_000);
      } catch {
        throw new Error(`${name} never saw ${what} ${instead()}`.trimEnd());
      }
    },
    texts: roomId =>
      room(roomId).entries.flatMap(entry => ('text' in entry && entry.kind !== 'topic' ? entry.text : [])),
    notices: () => client.getState().notices.map(notice => notice.text),
  };
}
