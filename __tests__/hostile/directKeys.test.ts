/** A hostile server between two devices that have keys and look for a direct way: what it changes is refused, and said. */
import {randomBytes} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, describe, expect, test} from '@jest/globals';
import {sendAndWait, sendText} from '../../src/client/actions/messages/message.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {acceptTransfer, sendFiles} from '../../src/client/actions/transfer.ts';
import {submit} from '../../src/client/input/submit.ts';
import {makeKey} from '../../src/client/peer/keys.ts';
import {parseFileSignal} from '../../src/shared/peer/fileSignal.ts';
import {parseSignal, SIGNAL_BYTES_MAX, type EndpointAnswer, type Signal} from '../../src/shared/peer/signal.ts';
import {askHashOf, sealSecret, signAnswer, type DirectAnswer} from '../../src/shared/sealed/directKey.ts';
import {fromText, toText} from '../../src/shared/sealed/primitives/bytes.ts';
import {connected, ROOM} from '../client/support/direct.ts';
import {member, memberAgain, temporaryFolder, type Member} from '../client/support/member.ts';
import {elsewhere, enter, person, secretsOf} from '../client/support/sealedMembers.ts';
import {downloads, sees, transfers} from '../client/transfersSupport.ts';
import {cleanUp} from '../support/program.ts';
import type {Device} from '../support/person.ts';
import {world, type World} from '../support/world.ts';

afterEach(cleanUp);

type Offer = Extract<Signal, {type: 'offer'}>;
const HOUR_MS = 60 * 60_000;

/** Sees what the server hands to this person. */
async function tapOf(on: World, {token}: Member): Promise<Device> {
  const device = await on.device({token, capabilities: ['direct', 'directFiles']});
  await device.request('sessionOpen', {});
  return device;
}

/** As the server tells it, whatever was said. */
function tell(to: Member, from: string, sessionId: string, signal: {type?: string}): void {
  const payload = {from, sessionId, body: JSON.stringify(signal)};
  const about = signal.type === 'want' ? ('file' as const) : undefined;
  to.client.dispatch({type: 'signalReceived', ...payload, ...(about && {about})});
}

async function askedBy(asker: Member, name: string, tap: Device): Promise<{sessionId: string; offer: Offer}> {
  await asker.client.parts.direct.ask(name);
  const isOffer = ({from, body}: {from: string; body: string}) =>
    from === asker.name && parseSignal(body)?.type === 'offer';
  const {sessionId, body} = await tap.next('signalReceived', isOffer);
  return {sessionId, offer: parseSignal(body) as Offer};
}

const accept = (one: Member, name: string) => submit(one.client, `/direct @${name}`);

describe('B308 the key of a direct way', () => {
  test('is sealed from device to device, fits one signal, and is never the server’s to give', async () => {
    const on = await world();
    const [ann, bob, mallory] = [await person(on, 'ann'), await person(on, 'bob'), await person(on, 'mallory')];
    const [tap, other] = [await tapOf(on, bob), await tapOf(on, mallory)];
    const {sessionId, offer} = await askedBy(ann, 'bob', tap);
    expect(offer.seal?.dev).toBe((await ann.client.parts.keys.session()).own.id);
    const ofMallory = await askedBy(mallory, 'bob', tap);
    const toMallory = await askedBy(ann, 'mallory', other);
    const {seal, ...bare} = offer;
    const changed: [object, string, string?][] = [
      [bare, 'direct-unsealed'],
      [{...offer, publicKey: makeKey().publicKey}, 'direct-forged'],
      [{...offer, candidates: [{address: '127.0.0.1', port: 40_000}]}, 'direct-forged'],
      [{...offer, seal: {...seal, atMs: (seal?.atMs ?? 0) + 1}}, 'direct-forged'],
      [{...offer, seal: {...seal, signature: toText(randomBytes(64))}}, 'direct-forged'],
      [{...offer, seal: {...seal, signature: ''}}, 'direct-forged'],
      [{...offer, seal: {...seal, dev: ofMallory.offer.seal?.dev}}, 'direct-forged'],
      [offer, 'direct-forged', on.newId()],
      [ofMallory.offer, 'direct-forged', ofMallory.sessionId],
      [toMallory.offer, 'direct-forged', toMallory.sessionId],
    ];
    for (const [signal, code, session = sessionId] of changed) {
      tell(bob, 'ann', session, signal);
      expect(await accept(bob, 'ann')).toMatchObject({kind: 'refused', code});
    }
    expect(bob.client.getState().roomById[ROOM]).toBeUndefined();
    // Whoever asked is told at once that it came to nothing.
    await ann.sees('that', () => ann.notices().join().includes('@bob could not open a direct way'));

    const again = await askedBy(ann, 'bob', tap);
    await bob.sees('the request', () => bob.client.parts.direct.list().asked.includes('ann'));
    await Promise.all([ann.client.parts.direct.opened('bob'), bob.client.parts.direct.ask('ann')]);
    expect(ann.client.parts.direct.list().open).toMatchObject([{partner: 'bob', isSealed: true}]);
    expect(bob.client.parts.direct.list().open).toMatchObject([{partner: 'ann', isSealed: true}]);
    expect(ann.notices().join()).toContain('nor the key');
    expect([ann.room(ROOM).lock?.kind, bob.room(ROOM).lock?.kind]).toEqual(['sealed', 'sealed']);
    const longest = {address: 'f'.repeat(45), port: 65_535};
    const answer = {...offer, type: 'answer', candidates: Array.from({length: 8}, () => longest)};
    const box = (await sealSecret(randomBytes(32), randomBytes(32), fromText(makeKey().publicKey))).toString(
      'base64url',
    );
    expect(JSON.stringify({...answer, seal: {...seal, box}}).length).toBeLessThan(SIGNAL_BYTES_MAX);

    // Said again, at once and after a restart much later.
    bob.client.parts.direct.end('ann');
    await ann.sees('the end', () => ann.notices().some(text => text.includes('has ended')));
    tell(bob, 'ann', again.sessionId, again.offer);
    expect(await accept(bob, 'ann')).toMatchObject({code: 'direct-stale'});
    await bob.client.close();
    const later = await memberAgain(on.url, bob, {
      secretPlace: secretsOf('bob'),
      encryptsNew: true,
      now: () => Date.now() + 2 * HOUR_MS,
    });
    tell(later, 'ann', again.sessionId, again.offer);
    expect(await accept(later, 'ann')).toMatchObject({code: 'direct-stale'});
  });

  test('is taken from nobody but a device of who was asked, for this question, and only sealed', async () => {
    const on = await world();
    const [ann, bob, mallory] = [await person(on, 'ann'), await person(on, 'bob'), await person(on, 'mallory')];
    const tap = await tapOf(on, bob);
    const [annKeys, bobKeys, malloryKeys] = await Promise.all(
      [ann, bob, mallory].map(async one => ({
        ...(await one.client.parts.keys.session()).own,
        serverId: await (await one.client.parts.keys.session()).accounts.serverId(),
      })),
    );
    if (annKeys === undefined || bobKeys === undefined || malloryKeys === undefined) throw new Error('no keys');
    const way = () => ({publicKey: makeKey().publicKey, candidates: [{address: '127.0.0.1', port: 40_000}]});
    /** Signed by whom it is to be, sealed to whom it is to be. */
    const made = async (
      asked: {sessionId: string; offer: Offer},
      by: typeof bobKeys,
      to: Buffer,
    ): Promise<EndpointAnswer> => {
      const {sessionId, offer} = asked;
      const own = way();
      const ask = {serverId: annKeys.serverId, sessionId, asker: 'ann', answerer: 'bob', fileId: '', dev: annKeys.dev};
      const askHash = askHashOf({...offer, ...ask, atMs: offer.seal?.atMs ?? 0});
      const answer: DirectAnswer = {...own, askHash, dev: by.dev, box: await sealSecret(askHash, randomBytes(32), to)};
      return {...own, seal: {dev: by.id, box: toText(answer.box), signature: toText(signAnswer(answer, by.signKey))}};
    };
    const before = await askedBy(ann, 'bob', tap);
    const old = await made(before, bobKeys, annKeys.age);
    const cases: [(asked: {sessionId: string; offer: Offer}) => Promise<EndpointAnswer>, string][] = [
      [async asked => ({...(await made(asked, bobKeys, annKeys.age)), seal: undefined}), 'direct-unsealed'],
      [async () => old, 'direct-forged'],
      [
        async asked => ({...(await made(asked, bobKeys, annKeys.age)), publicKey: makeKey().publicKey}),
        'direct-forged',
      ],
      [asked => made(asked, malloryKeys, annKeys.age), 'direct-forged'],
      [asked => made(asked, bobKeys, malloryKeys.age), 'direct-forged'],
      [
        async asked => {
          const {seal, ...rest} = await made(asked, bobKeys, annKeys.age);
          const box = toText(await sealSecret(randomBytes(32), randomBytes(32), annKeys.age));
          return {...rest, seal: {dev: '', signature: '', ...seal, box}};
        },
        'direct-forged',
      ],
    ];
    for (const [forge, code] of cases) {
      const asked = await askedBy(ann, 'bob', tap);
      const opened = ann.client.parts.direct.opened('bob');
      tell(ann, 'bob', asked.sessionId, {type: 'answer', ...(await forge(asked))});
      await expect(opened).rejects.toMatchObject({code});
      expect(ann.notices().at(-1)).toMatch(/Nothing was opened/);
    }
    expect(ann.client.getState().roomById[ROOM]).toBeUndefined();
    await connected({ann, bob});
    await sendText(ann.client, ROOM, 'all the same');
    await bob.sees('it', () => bob.texts(ROOM).includes('all the same'));
  });

  test('is in the clear only with who never had keys, and that is said; nobody loses theirs by the server’s word', async () => {
    const on = await world();
    const [ann, bob, cid] = [await person(on, 'ann'), await person(on, 'bob'), await member(on.url, 'cid')];
    await ann.client.parts.direct.ask('cid');
    await cid.sees('the request', () => cid.client.parts.direct.list().asked.includes('ann'));
    await Promise.all([ann.client.parts.direct.opened('cid'), cid.client.parts.direct.ask('ann')]);
    expect(ann.notices().join()).toContain('@cid has no keys');
    expect(cid.notices().join()).toContain('there are no keys here');
    expect(await submit(ann.client, '/direct')).toMatchObject({rows: [expect.stringContaining('key not sealed')]});
    enter(ann, ROOM);
    expect(await submit(ann.client, '/encryption')).toMatchObject({
      rows: expect.arrayContaining([expect.stringMatching(/^=cid .* not sealed: compare the number/)]),
    });
    expect(await submit(ann.client, '/encrypt')).toMatchObject({code: 'direct-only'});

    // Why a conversation over the server is not encrypted is said as well, for as long as it is so.
    const {roomId} = await openDirect(ann.client, 'cid');
    await sendAndWait(ann.client, roomId, {text: 'in the clear'});
    enter(ann, roomId);
    await ann.sees('why', () => ann.room(roomId).lock?.detail === '@cid has no keys');
    await cid.client.close();
    const again = await memberAgain(on.url, cid, {secretPlace: secretsOf('cid')});
    await again.client.parts.keys.begin();
    await ann.client.directSealing.ask({sessionId: on.newId(), name: 'cid'}, {...makeKey(), candidates: []});
    await ann.sees('that they have some', () => ann.room(roomId).lock?.detail === '');
    await ann.client.parts.keys.encrypt(roomId);
    expect(ann.room(roomId).lock?.kind).toBe('sealed');

    // A device that is not approved yet, an account whose devices the server hides, and a program without keys.
    const laptop = await elsewhere(on, bob, 'laptop');
    expect(await accept(laptop, 'ann')).toMatchObject({code: 'keys-absent'});
    await connected({ann, bob});
    ann.client.parts.direct.end('bob');
    const database = new DatabaseSync(join(on.dataDir, 'chat.db'));
    database.exec("DELETE FROM account_links WHERE user_id = (SELECT user_id FROM accounts WHERE name = 'bob')");
    database.close();
    await bob.client.close();
    expect(await accept(ann, 'bob')).toMatchObject({code: 'chain-old'});
    // A server that says that it knows nothing of keys: whose devices were seen once is not talked to without them.
    const opened = await (await on.device({token: ann.token})).request('sessionOpen', {});
    ann.client.dispatch({type: 'sessionOpened', ...opened, server: {...opened.server, protocol: undefined}});
    expect(await accept(ann, 'bob')).toMatchObject({code: 'direct-unsealed'});
    await ann.client.close();
    expect(await accept(await memberAgain(on.url, ann), 'bob')).toMatchObject({code: 'direct-unsealed'});
  });

  test('is as good for a file: what was changed gets no answer, and no other answer is heard', async () => {
    const on = await world();
    const [ann, bob, eve] = [await person(on, 'ann'), await person(on, 'bob'), await person(on, 'eve')];
    const tap = await tapOf(on, bob);
    await Promise.all([
      ann.client.permissions.change('bob', {direct: 'always'}),
      bob.client.permissions.change('eve', {direct: 'always'}),
    ]);
    const {roomId} = await openDirect(ann.client, 'bob');
    const path = join(await temporaryFolder(), 'map');
    await writeFile(path, 'a map');
    await sendFiles(ann.client, {paths: [path], roomId, route: 'direct'});
    await sees(bob, 'offered');
    const {fileId = '', transferId = ''} = transfers(bob)[0] ?? {};
    const own = {publicKey: makeKey().publicKey, candidates: [{address: '127.0.0.1', port: 40_000}]};
    const place = {sessionId: on.newId(), name: 'ann', fileId};
    const {seal} = await bob.client.directSealing.ask(place, own);
    const {seal: ofOther} = await bob.client.directSealing.ask({...place, fileId: on.newId()}, own);
    const want = {type: 'want', fileId, ...own, seal};
    for (const one of [
      {...want, publicKey: makeKey().publicKey},
      {...want, seal: ofOther},
      {...want, seal: undefined},
    ])
      tell(ann, 'bob', place.sessionId, one);
    await ann.sees('both', () =>
      ['changed, or swapped', 'not be sealed'].every(text => ann.notices().join().includes(text)),
    );
    tell(ann, 'bob', place.sessionId, want);
    const isCome = ({body}: {body: string}) => parseFileSignal(body)?.type === 'come';
    expect(await tap.next('signalReceived', isCome)).toMatchObject({from: 'ann', sessionId: place.sessionId});
    // The same once more may be a question that is asked again; repeated by somebody else it opens nothing either.
    tell(ann, 'bob', place.sessionId, want);
    tell(ann, 'bob', place.sessionId, {...own, seal, fileId, type: 'want'} as typeof want);
    await ann.sees('that it is old', () => ann.notices().join().includes('of another time'));
    expect(tap.told('signalReceived').filter(isCome)).toHaveLength(1);
    // The real one is taken all the same.
    await bob.client.permissions.change('ann', {direct: 'always'});
    await acceptTransfer(bob.client, transferId);
    await sees(bob, 'done');

    // A program in her name that has none of her keys.
    await eve.client.close();
    const program = await tapOf(on, eve);
    const talk = await program.request('directOpen', {name: 'bob'});
    const offer = {roomId: talk.roomId, clientMsgId: on.newId(), name: 'plan', sizeBytes: 5, isDirect: true as const};
    await program.request('fileOffer', offer);
    await sees(bob, 'offered');
    const plan = transfers(bob).find(({name}) => name === 'plan')?.transferId ?? '';
    await acceptTransfer(bob.client, plan);
    const asked = await program.next('signalReceived', ({body}) => parseFileSignal(body)?.type === 'want');
    const come = {type: 'come', publicKey: makeKey().publicKey, candidates: []};
    await program.request('signalSend', {
      name: 'bob',
      sessionId: asked.sessionId,
      body: JSON.stringify(come),
      about: 'file',
    });
    await bob.sees('why', () => bob.notices().join().includes('@eve would not be sealed'));
    expect((await downloads(bob)).filter(name => !name.endsWith('.part'))).toEqual(['map']);
  });
});
