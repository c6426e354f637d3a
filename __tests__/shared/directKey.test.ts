/** The key of a direct way: known answers stay what they are, and nothing that was changed in any bit is taken. */
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {expect, test} from '@jest/globals';
import {agreeOn} from '../../src/client/peer/keys.ts';
import {parseFileSignal} from '../../src/shared/peer/fileSignal.ts';
import {
  askHashOf,
  directKey,
  isAnswerBy,
  isAskBy,
  openSecret,
  sealSecret,
  signAnswer,
  signAsk,
  type DirectAnswer,
  type DirectAsk,
} from '../../src/shared/sealed/directKey.ts';
import {fromText, toText} from '../../src/shared/sealed/primitives/bytes.ts';
import {identityText} from '../../src/shared/sealed/primitives/box.ts';
import {privateKeyOf, signKeyOf} from '../../src/shared/sealed/primitives/curves.ts';
import {chance, sealedPerson, SERVER_ID} from '../support/keys/sealedPeople.ts';

const ANSWERS = JSON.parse(readFileSync(new URL('data/directKey.json', import.meta.url), 'utf8')) as {
  box: string;
  [name: string]: string;
};
const [ann, bob] = [sealedPerson('ann'), sealedPerson('bob')];
const ASK: DirectAsk = {
  serverId: SERVER_ID,
  sessionId: 's'.repeat(22),
  asker: 'ann',
  answerer: 'bob',
  fileId: '',
  atMs: 1_790_000_000_000,
  dev: ann.first.device.dev,
  publicKey: toText(chance('ask')),
  candidates: [{address: '192.0.2.1', port: 40_000}],
};
const ANSWER: DirectAnswer = {
  askHash: askHashOf(ASK),
  dev: bob.first.device.dev,
  publicKey: toText(chance('answer')),
  candidates: [{address: '2001:db8::1', port: 40_001}],
  box: fromText(ANSWERS.box),
};

test('known answers stay what they are', async () => {
  const {box: _box, ...known} = ANSWERS;
  const secret = await openSecret(ANSWER, ann.first.ageSecret);
  expect({
    ask: toText(askHashOf(ASK)),
    askSignature: toText(signAsk(ASK, ann.first.signKey)),
    answerSignature: toText(signAnswer(ANSWER, bob.first.signKey)),
    secret: toText(secret),
    key: toText(directKey(chance('agreed'), secret, ANSWER)),
  }).toEqual(known);
});

/** Signals of two devices, and the key that the one that asks makes of them. */
const WAY_FILE = fileURLToPath(new URL('data/directWay.json', import.meta.url));
const WAY = JSON.parse(readFileSync(WAY_FILE, 'utf8')) as {[name: string]: string} & {want: object; come: object};

test('the signals of two devices make the key that they made before', async () => {
  const [want, come] = [WAY.want, WAY.come].map(signal => parseFileSignal(JSON.stringify(signal)));
  if (want?.type !== 'want' || come?.type !== 'come') throw new Error('no signals');
  const {session: sessionId = '', asking: asker = '', asked: answerer = '', file: fileId = ''} = WAY;
  const dev = fromText(want.seal?.dev ?? '');
  const place = {serverId: SERVER_ID, sessionId, asker, answerer, fileId, dev, atMs: want.seal?.atMs ?? 0};
  const ask: DirectAsk = {...want, ...place};
  expect(isAskBy(ask, fromText(want.seal?.signature ?? ''), signKeyOf(ann.first.device.sign))).toBe(true);
  const box = fromText(come.seal?.box ?? '');
  const answer: DirectAnswer = {...come, askHash: askHashOf(ask), dev: fromText(come.seal?.dev ?? ''), box};
  expect(isAnswerBy(answer, fromText(come.seal?.signature ?? ''), signKeyOf(bob.first.device.sign))).toBe(true);
  const own = {publicKey: want.publicKey, privateKey: privateKeyOf('x25519', fromText(WAY['wayPrivateKey'] ?? ''))};
  const secret = await openSecret(answer, ann.first.ageSecret);
  const agreed = agreeOn(own, come.publicKey, {sessionId, asker, answerer});
  expect(toText(directKey(agreed, secret, answer))).toBe(WAY['key']);
});

test('a second implementation, of the documents alone, makes the same key of them', () => {
  const script = fileURLToPath(new URL('../../scripts/readSealed.py', import.meta.url));
  const read = spawnSync('python3', [script, WAY_FILE, identityText(ann.first.ageSecret)], {encoding: 'utf8'});
  if (/ModuleNotFoundError|ENOENT/.test(`${read.stderr}${String(read.error)}`))
    return console.log('not run: python3-cryptography is not installed');
  expect(read.stderr).toBe('');
  expect(read.stdout.trim().split('\n').at(-1)).toBe(WAY['key']);
});

test('every field is signed, and every bit of box and signature; another question opens no box', async () => {
  const [annKey, bobKey] = [signKeyOf(ann.first.device.sign), signKeyOf(bob.first.device.sign)];
  const [asked, answered] = [signAsk(ASK, ann.first.signKey), signAnswer(ANSWER, bob.first.signKey)];
  expect([isAskBy(ASK, asked, annKey), isAnswerBy(ANSWER, answered, bobKey)]).toEqual([true, true]);
  const flipped = (bytes: Buffer, bit: number) => {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return changed;
  };
  const asks: DirectAsk[] = [
    {...ASK, serverId: flipped(ASK.serverId, 3)},
    {...ASK, sessionId: 't'.repeat(22)},
    {...ASK, asker: 'bob', answerer: 'ann'},
    {...ASK, asker: 'annb', answerer: 'ob'},
    {...ASK, fileId: 's'.repeat(22)},
    {...ASK, atMs: ASK.atMs + 1},
    {...ASK, dev: bob.first.device.dev},
    {...ASK, publicKey: toText(chance('other'))},
    {...ASK, candidates: []},
    {...ASK, candidates: [{address: '192.0.2.1', port: 40_001}]},
  ];
  expect(asks.filter(one => isAskBy(one, asked, annKey))).toEqual([]);
  expect(new Set([ASK, ...asks].map(one => toText(askHashOf(one)))).size).toBe(asks.length + 1);
  const answers: DirectAnswer[] = [
    {...ANSWER, askHash: askHashOf({...ASK, atMs: ASK.atMs + 1})},
    {...ANSWER, dev: ann.first.device.dev},
    {...ANSWER, publicKey: toText(chance('other'))},
    {...ANSWER, candidates: [...ANSWER.candidates, ...ANSWER.candidates]},
    ...Array.from({length: 200}, (_, at) => ({
      ...ANSWER,
      box: flipped(ANSWER.box, (at * 13) % (ANSWER.box.length * 8)),
    })),
  ];
  expect(answers.filter(one => isAnswerBy(one, answered, bobKey))).toEqual([]);
  for (let bit = 0; bit < 512; bit += 5) {
    expect(isAskBy(ASK, flipped(asked, bit), annKey)).toBe(false);
    expect(isAnswerBy(ANSWER, flipped(answered, bit), bobKey)).toBe(false);
  }
  // A signature of one use is none of the other, and a box of another question or device is none.
  expect(isAnswerBy(ANSWER, asked, annKey)).toBe(false);
  const box = await sealSecret(chance('another question'), chance('secret'), ann.first.device.age);
  await expect(openSecret({...ANSWER, box}, ann.first.ageSecret)).rejects.toMatchObject({code: 'not-genuine'});
  await expect(openSecret(ANSWER, bob.first.ageSecret)).rejects.toMatchObject({code: 'not-genuine'});
  for (let bit = 0; bit < ANSWER.box.length * 8; bit += 41)
    await expect(openSecret({...ANSWER, box: flipped(ANSWER.box, bit)}, ann.first.ageSecret)).rejects.toMatchObject({
      code: 'not-genuine',
    });
});
