/** Somebody has lost all devices and the phrase: their keys are begun anew, and nobody takes the new ones for the old. */
import {describe, expect, test} from '@jest/globals';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {restart} from '../../src/client/encryption/devices/recovery.ts';
import {promptLock} from '../../src/client/wording/sealedWords.ts';
import {submit} from '../../src/client/input/submit.ts';
import {signLink, ROOT_SIGNER} from '../../src/shared/sealed/accountLink.ts';
import {toText} from '../../src/shared/sealed/primitives/bytes.ts';
import {keysOfPhrase} from '../../src/shared/sealed/phrase.ts';
import {chance, deviceFor} from '../support/keys/sealedPeople.ts';
import {PASSWORD, world} from '../support/world.ts';
import {elsewhere, enter, entriesOf, person, secretsOf} from './support/sealedMembers.ts';
import {memberAgain, type Member} from './support/member.ts';

async function talk() {
  const on = await world();
  const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
  const {roomId} = await openDirect(alice.client, 'bob');
  enter(alice, roomId);
  await sendAndWait(alice.client, roomId, {text: 'before'});
  return {on, alice, bob, roomId};
}

const typed = async (one: Member, line: string) => submit(one.client, line);
const begun = async (one: Member) => restart(one.client, await one.client.parts.keys.session(), {password: PASSWORD});

describe('keys that are begun anew', () => {
  test('need the password, go on without the old history, and give who had compared nothing a line', async () => {
    const {on, alice, bob, roomId} = await talk();
    await bob.client.close();
    const again = await elsewhere(on, bob, 'new');
    const session = await again.client.parts.keys.session();
    expect(session.isApproved()).toBe(false);
    const wrong = (proof: object) => restart(again.client, session, proof as {password: string});
    await expect(wrong({})).rejects.toMatchObject({code: 'restart-unproved'});
    await expect(wrong({password: 'not the password'})).rejects.toMatchObject({code: 'login-failed'});
    // Who has keys has no reason to.
    const hers = await alice.client.parts.keys.session();
    await expect(restart(alice.client, hers, {password: PASSWORD})).rejects.toMatchObject({code: 'device-approved'});
    expect((await hers.accounts.refresh('bob')).map(({era}) => era)).toEqual([0]);

    await begun(again);
    await alice.sees('that the keys changed', () => alice.notices().some(text => text.includes('@bob’s keys changed')));
    expect((await hers.accounts.refresh('bob')).map(({era}) => era)).toEqual([0, 1]);
    await again.sees('the conversation', state => state.roomById[roomId]);
    enter(again, roomId);
    await sendAndWait(again.client, roomId, {text: 'from new keys'});
    await alice.sees('what bob says now', () => alice.texts(roomId).includes('from new keys'));
    expect(entriesOf(alice, roomId).flatMap(entry => (entry.kind === 'epoch' ? (entry.restarted ?? []) : []))).toEqual([
      'bob',
    ]);
    await sendAndWait(alice.client, roomId, {text: 'after'});
    await again.sees('what she says now', () => again.texts(roomId).includes('after'));
    expect(again.texts(roomId)).not.toContain('before');
    expect(entriesOf(again, roomId).find(({kind}) => kind === 'sealed')).toMatchObject({failure: 'key-missing'});
    // Nobody hands the old keys out, also when asked for all.
    await hers.conversations.shareWith((await hers.accounts.refresh('alice')).at(-1)!);
    await session.conversations.refresh(roomId);
    expect(session.conversations.known(roomId)?.epochs[0]?.key).toBeUndefined();
  });

  test('stop what is sent by who had compared the old ones, until the new ones are compared', async () => {
    const {on, alice, bob, roomId} = await talk();
    // Only what was shown can be said yes to.
    expect(await typed(alice, '/verify @bob yes')).toMatchObject({kind: 'refused', code: 'verify-unshown'});
    await typed(alice, '/verify @bob');
    await typed(alice, '/verify @bob yes');
    expect(alice.room(roomId).lock).toMatchObject({kind: 'sealed', isVerified: true});
    expect(promptLock(alice.room(roomId))).toBe(' encrypted');
    await bob.client.close();
    const again = await elsewhere(on, bob, 'new');
    await typed(alice, '/verify @bob');
    await begun(again);
    await alice.sees('a lock that says so', () => alice.room(roomId).lock?.problem?.code === 'root-changed');
    expect(promptLock(alice.room(roomId))).toBe(' stopped');
    const send = async () => sendAndWait(alice.client, roomId, {text: 'for bob alone'});
    await expect(send()).rejects.toMatchObject({code: 'root-changed'});
    // The words that were shown before are not those of now.
    expect(await typed(alice, '/verify @bob yes')).toMatchObject({kind: 'refused', code: 'verify-unshown'});
    await typed(alice, '/verify @bob no');
    await expect(send()).rejects.toMatchObject({code: 'root-changed'});
    const shown = await typed(alice, '/verify @bob');
    expect(JSON.stringify(shown)).toContain('not the keys that you had compared');
    await typed(alice, '/verify @bob yes');
    await sendAndWait(alice.client, roomId, {text: 'compared'});
    await again.sees('the conversation', state => state.roomById[roomId]);
    enter(again, roomId);
    await again.sees('what was sent since', () => again.texts(roomId).includes('compared'));
    // Of what was refused nothing has reached him.
    expect(JSON.stringify(entriesOf(again, roomId))).not.toContain('for bob alone');
  });

  test('made by the server alone are seen by everybody, also by whose they are', async () => {
    const {on, alice, bob, roomId} = await talk();
    await typed(alice, '/verify @bob');
    await typed(alice, '/verify @bob yes');
    const hers = await alice.client.parts.keys.session();
    const before = hers.accounts.known('bob').at(-1)!;
    const whose = {serverId: await hers.accounts.serverId(), name: 'bob'};
    const keys = keysOfPhrase(chance('the server').subarray(0, 16), whose);
    const ghost = deviceFor('bob', keys.rootPublic, 'ghost', whose.serverId);
    const link = signLink(
      {
        type: 'restart',
        n: before.n + 1,
        prev: before.head,
        ...whose,
        root: keys.rootPublic,
        recovery: keys.recoveryPublic,
        devices: [ghost.device],
        signer: ROOT_SIGNER,
      },
      keys.root,
    );
    const mallory = await on.open('bob', bob.token);
    expect(await mallory.codeOf('accountLinkAdd', {link: toText(link)})).toBe('restart-unproved');
    const database = new DatabaseSync(join(on.dataDir, 'chat.db'));
    database.prepare('INSERT INTO account_links VALUES (2, 1, 6, ?)').run(link);
    database.close();
    await hers.accounts.refresh('bob');
    await expect(sendAndWait(alice.client, roomId, {text: 'for a ghost'})).rejects.toMatchObject({
      code: 'root-changed',
    });
    const his = await bob.client.parts.keys.session();
    await his.accounts.refresh('bob');
    expect(his.isApproved()).toBe(false);
    await bob.sees('that it was not he', () => bob.notices().some(text => text.includes('Was it not you?')));
  });
});

test('devices that a server has lost, as after a backup that was put back, come again from who has signed them', async () => {
  const {on, alice, bob, roomId} = await talk();
  await bob.sees('the conversation', state => state.roomById[roomId]);
  await (await bob.client.parts.keys.session()).accounts.refresh('alice');
  for (const one of [alice, bob]) await one.client.close();
  const database = new DatabaseSync(join(on.dataDir, 'chat.db'));
  database.exec('DELETE FROM account_links WHERE user_id = 1');
  await on.restart();
  const come = (one: Member) => memberAgain(on.url, one, {secretPlace: secretsOf(one.name), encryptsNew: true});
  const his = await come(bob);
  const {accounts} = await his.client.parts.keys.session();
  await expect(accounts.refresh('alice')).rejects.toMatchObject({code: 'chain-old'});
  const hers = await come(alice);
  const ofHers = await hers.client.parts.keys.session();
  expect(await ofHers.accounts.refresh('alice')).toHaveLength(1);
  expect(await accounts.refresh('alice')).toHaveLength(1);
  expect(database.prepare('SELECT n FROM account_links WHERE user_id = 1').all()).toHaveLength(1);
  database.close();
  for (const one of [his, hers]) enter(one, roomId);
  expect(await typed(his, '/encryption again')).toMatchObject({kind: expect.any(String)});
  await sendAndWait(his.client, roomId, {text: 'as before'});
  await hers.sees('it', () => hers.texts(roomId).includes('as before'));
});
