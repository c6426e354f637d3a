/** Builds with other capabilities or another minor version talk to today's, both ways: they agree on what both have. */
import {spawnSync} from 'node:child_process';
import {mkdirSync, rmSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import {sentenceOfEntry} from '../../src/cli/output/entryLine.ts';
import type * as sessions from '../../src/client/actions/account/session.ts';
import {editMessage} from '../../src/client/actions/messages/messageActions.ts';
import type * as messages from '../../src/client/actions/messages/message.ts';
import {createRoom, enterRoom, joinRoom} from '../../src/client/actions/room.ts';
import type * as clients from '../../src/client/client.ts';
import type * as waits from '../../src/client/log/waiting.ts';
import type {State} from '../../src/client/state/state.ts';
import type * as loggers from '../../src/server/logger.ts';
import type * as servers from '../../src/server/server.ts';
import {DEFAULT_LIMITS} from '../../src/shared/limits.ts';
import {CAPABILITIES, PROTOCOL_MINOR} from '../../src/shared/version.ts';
import {member} from '../client/support/member.ts';
import {PASSWORD, world} from '../support/world.ts';

type Build = typeof sessions & typeof messages & typeof clients & typeof waits & typeof servers & typeof loggers;

/** Below the packages that it imports. */
const FOLDER = resolve('node_modules/.cache/chat-tui/otherBuilds', String(process.pid));
const LOBBY = 1;
const WAIT_MS = 60_000;
const clock = {now: () => Date.now(), newId: () => crypto.randomUUID().replaceAll('-', '').slice(0, 22)};

const BUILDS = [
  {name: 'smaller', minor: PROTOCOL_MINOR, capabilities: ['reading', 'search', 'holograms']},
  {name: 'later', minor: PROTOCOL_MINOR + 1, capabilities: [...CAPABILITIES, 'holograms']},
] as const;

beforeAll(() => {
  mkdirSync(FOLDER, {recursive: true});
  for (const {name, minor, capabilities} of BUILDS) {
    const args = ['__tests__/contract/otherBuild.ts', join(FOLDER, `${name}.mjs`), String(minor), ...capabilities];
    const {status, stderr} = spawnSync(process.execPath, args, {encoding: 'utf8'});
    if (status !== 0) throw new Error(stderr);
  }
});
afterAll(() => rmSync(FOLDER, {recursive: true}));

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'chat-tui-build-'));
  closing.push(() => rm(path, {recursive: true, force: true}));
  return path;
}

const entriesIn = ({roomById}: State, roomId = LOBBY) => roomById[roomId]?.entries ?? [];
const hasText = (state: State, said: string) => entriesIn(state).some(entry => 'text' in entry && entry.text === said);
const linesOf = (state: State, roomId = LOBBY): string[] =>
  entriesIn(state, roomId).map(entry => sentenceOfEntry(entry, () => ''));
const LEFT_OUT = expect.stringMatching(/needs a newer chat-tui/);

describe.each(BUILDS)('a $name build', ({name, minor, capabilities}) => {
  const load = async () => (await import(join(FOLDER, `${name}.mjs`))) as Build;
  const common = CAPABILITIES.filter(one => (capabilities as readonly string[]).includes(one));

  test('as a client at today’s server: chat works, and what it does not know is left out', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const other = await load();
    const dataDir = await folder();
    const client = other.openClient({serverUrl: made.url, dataDir, downloadsDir: dataDir, deviceName: 'x', ...clock});
    closing.push(() => client.close());
    await other.untilStatus(client, 'anonymous');
    await other.register(client, {name: 'olga', password: PASSWORD});
    await other.untilStatus(client, 'online');
    expect(client.getState().server?.protocol).toEqual({minor: PROTOCOL_MINOR, capabilities: CAPABILITIES});
    await made.say(ann, made.lobby, 'hello olga');
    await ann.request('topicSet', {roomId: made.lobby, topic: 'tea'});
    await other.sendText(client, made.lobby, 'hello ann');
    await ann.next('entriesAppended', ({entries}) => entries.some(one => 'text' in one && one.text === 'hello ann'));
    await other.until(
      client,
      state => (hasText(state, 'hello olga') && hasText(state, 'hello ann')) || undefined,
      WAIT_MS,
    );
    expect(linesOf(client.getState())).toEqual(expect.arrayContaining([LEFT_OUT]));
    const seqs = entriesIn(client.getState()).map(({seq}) => seq);
    expect(seqs).toEqual(seqs.map((_, at) => (seqs[0] ?? 0) + at));
    // An event of a capability is sent to those who have it.
    await ann.request('typingSet', {roomId: made.lobby, isTyping: true});
    await made.say(await made.person('bob'), made.lobby, 'bye');
    await other.until(client, state => hasText(state, 'bye') || undefined, WAIT_MS);
    const typing = client.getState().roomById[LOBBY]?.typing?.map(one => one.name);
    expect(typing).toEqual(common.includes('presence') ? ['ann'] : undefined);
    expect(client.getState().notices).toEqual([]);
  });

  test('as a server of today’s clients: chat works, and what it does not offer is refused by a sentence', async () => {
    const other = await load();
    const settings = {host: '127.0.0.1', port: 0, dataDir: await folder(), registration: 'open', isEmbedded: false};
    const server = await other.openServer(
      {...settings, messagesPerMinuteMax: 0, limits: DEFAULT_LIMITS} as never,
      {
        ...clock,
        newToken: () => `ct_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')}`,
        log: other.createLogger({write: () => undefined}),
        passwordCost: {memoryKiB: 8, passes: 1},
      } as never,
    );
    closing.push(() => server.close());
    const ann = await member(server.url, 'ann');
    const bob = await member(server.url, 'bob');
    expect(ann.client.getState().server?.protocol).toEqual({minor, capabilities});
    await bob.client.parts.outgoing.write(LOBBY, {kind: 'message', text: 'hello ann'});
    await ann.sees('what bob says', state => hasText(state, 'hello ann'));
    const {roomId} = await createRoom(ann.client, {name: 'tea', isPrivate: false});
    await joinRoom(bob.client, 'tea');
    enterRoom(bob.client, roomId);
    await ann.client.request('topicSet', {roomId, topic: 'green'});
    await bob.sees('an entry of another kind', state =>
      linesOf(state, roomId).some(line => /needs a newer/.test(line)),
    );
    const said = bob.room().entries.find(entry => 'text' in entry && entry.text === 'hello ann');
    const edited = await editMessage(bob.client, {roomId: LOBBY, seq: said?.seq ?? 0}, 'hello all').then(
      () => 'done',
      (error: unknown) => (error as {code: string}).code,
    );
    expect(edited).toBe(common.includes('became') ? 'done' : 'server-too-old');
    expect([...ann.notices(), ...bob.notices()].filter(text => /understood|update/i.test(text))).toEqual([]);
  });
});
