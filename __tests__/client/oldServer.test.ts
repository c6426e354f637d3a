/** A server that does not offer something is not asked for it: one sentence says so, before a login as after it. */
import {describe, expect, test} from '@jest/globals';
import {endDevices, listDevices} from '../../src/client/actions/account/devices.ts';
import {openInvitation} from '../../src/client/actions/account/invitation.ts';
import {beginSecondFactor, endSecondFactor} from '../../src/client/actions/account/secondFactor.ts';
import {loginBySsh, resetPassword} from '../../src/client/actions/account/session.ts';
import {createToken, listTokens, revokeToken} from '../../src/client/actions/account/tokens.ts';
import type {Client} from '../../src/client/client.ts';
import {submit} from '../../src/client/input/submit.ts';
import {untilStatus} from '../../src/client/log/waiting.ts';
import {fakeServer, lobby, ok, refused, session} from './support/fakeServer.ts';
import {clientOf, toMember} from './support/member.ts';

const OLD = {programVersion: '1', registration: 'open', hasOwner: true, isEmbedded: false};
const SENTENCE = 'The server is too old for this. Ask its operator to update chat-tui.';
const NAMED = {name: 'ann', password: 'a password for tests'};

const LOGGED_IN: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  'the list of devices': listDevices,
  'ending a device': client => endDevices(client, '2'),
  'making a token': client => createToken(client, {name: 'x', rights: ['read'], forMs: 60_000}),
  'the list of tokens': listTokens,
  'revoking a token': client => revokeToken(client, '2'),
  'opening an invitation': client => openInvitation(client, `${client.options.serverUrl}/join#code`),
};
const BEFORE: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  'a second factor': client => beginSecondFactor(client, NAMED),
  'ending a second factor': client => endSecondFactor(client, NAMED),
  'a login by SSH key': client => loginBySsh(client, {name: 'ann', signers: []}),
  'a new password by link': client => resetPassword(client, {resetCode: 'x', password: NAMED.password}),
};

describe('an old server', () => {
  test('is asked for nothing that it does not know', async () => {
    const server = await fakeServer({serverShow: () => ok(OLD), sessionOpen: () => session('ann')});
    const inside = await clientOf({serverUrl: server.url, token: 'ct_x'});
    const outside = await clientOf({serverUrl: server.url});
    await Promise.all([untilStatus(inside, 'online'), untilStatus(outside, 'anonymous')]);
    for (const [client, all] of [
      [inside, LOGGED_IN],
      [outside, BEFORE],
    ] as const)
      for (const [what, ask] of Object.entries(all)) {
        const told = await ask(client).catch((error: unknown) => (error as Error).message);
        expect([what, told]).toEqual([what, SENTENCE]);
      }
    const known = ['sessionOpen', 'serverShow', 'entryList', 'memberList', 'cursorMove'];
    expect(
      server.asked.filter(({name}) => /^(?:device|token|secondFactor|ssh|passwordReset|invitation)/.test(name)),
    ).toEqual([]);
    expect(known).toContain(server.asked[0]?.name);
  });

  test('is not asked for a change that was written without a connection: it has failed, and can be discarded', async () => {
    const said = {seq: 2, id: 'b'.repeat(22), sender: 'ann', sentAtMs: 1, kind: 'message', text: 'a slip'};
    const log = [{seq: 1, id: 'a'.repeat(22), sender: 'ann', sentAtMs: 1, kind: 'created'}, said];
    const open = () => session('ann', [lobby({lastSeq: 2})]);
    const server = await fakeServer({
      sessionOpen: open,
      entryList: ({afterSeq = 0}: {afterSeq?: number}) => ok({entries: log.slice(afterSeq), lastSeq: 2}),
      messageEdit: () => refused('unknown-request', 'messageEdit'),
    });
    const client = await clientOf({serverUrl: server.url, token: 'ct_x'});
    const ann = toMember(client, 'ann', 'ct_x');
    await untilStatus(client, 'online');
    await ann.sees('the log', () => ann.texts().length === 1);
    server.answers['sessionOpen'] = () => undefined;
    server.cut();
    await ann.sees('the cut', ({connection}) => connection.status !== 'online');
    expect(await submit(client, '/edit 1 better')).toEqual({kind: 'done'});
    expect(ann.room().pending).toMatchObject([{status: 'sending'}]);
    server.answers['sessionOpen'] = open;
    server.cut();
    await ann.sees('that it has failed', () => ann.room().pending[0]?.error?.code === 'server-too-old');
    expect(ann.notices().filter(text => text.includes('Not edited'))).toHaveLength(1);
    expect(server.asked.some(({name}) => name === 'messageEdit')).toBe(false);
    expect(await submit(client, '/discard')).toMatchObject({kind: 'told'});
    expect(ann.room().pending).toEqual([]);
  });
});
