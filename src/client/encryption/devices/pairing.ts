/** Approves a new device on an existing one: both show seven words, which differ if somebody is in between. */
import {randomBytes} from 'node:crypto';
import {ChatError} from '../../../shared/errors.ts';
import {devOf, proofContent} from '../../../shared/sealed/accountLink.ts';
import {fromText, toText} from '../../../shared/sealed/primitives/bytes.ts';
import {signatureOf} from '../../../shared/sealed/primitives/hashes.ts';
import {parsePairing, requestBytes, type PairingWord} from '../../../shared/sealed/pairing.ts';
import {sasCommitOf, sasWords} from '../../../shared/sealed/words.ts';
import {display} from '../../../shared/text/safeText.ts';
import type {AccountState} from '../../../shared/sealed/accountChain.ts';
import type {Core} from '../../core/core.ts';
import type {KeySession} from '../session.ts';
import {changeDevices} from './links.ts';

type Ask = Extract<PairingWord, {type: 'ask'}>;
type Answer = Extract<PairingWord, {type: 'answer'}>;

interface Attempt {
  isNew: boolean;
  ask: Ask;
  atMs: number;
  /** The nonce of this side. */
  nonce: Buffer;
  answer?: Answer;
  words?: string[];
  /** The person has confirmed the words on this device. */
  isConfirmed?: boolean;
  proof?: Buffer;
}

export interface Pairing {
  /** Starts the pairing, on the new device. @throws device-approved */
  ask(): Promise<void>;
  /** Answers the new device's request, on the existing device. @throws pairing-absent */
  approve(): Promise<void>;
  /** The result of comparing the words, on both devices. @throws pairing-absent, sas-mismatch */
  confirm(isSame: boolean): Promise<void>;
  /** Asks the other devices of the account for keys that this one lacks. */
  wantKeys(): Promise<void>;
  heard(body: string): Promise<void>;
}

const EXPIRES_MS = 10 * 60_000;
/** Minimum interval at which all keys are sent to the same device, in milliseconds. */
const KEYS_MS = 60_000;
/** Minimum interval of notices about requesting devices, in milliseconds. */
const ASKED_MS = 10_000;
/** A device label for a sentence, made safe to show. */
const quoted = (label: string): string => `“${display(label, 'line')}”`;

export function openPairing(client: Core, session: () => Promise<KeySession>, onApproved: () => void): Pairing {
  let attempt: Attempt | undefined;
  const keysAtMs = new Map<string, number>();
  let askedAtMs = 0;
  const {now, newId, deviceName} = client.options;
  /** After the clock was set back nothing lasts longer because of it. */
  const msFrom = (atMs: number) => Math.abs(now() - atMs);
  const send = (word: PairingWord) => client.line.request('deviceSignalSend', {body: JSON.stringify(word)});
  const tell = (level: 'info' | 'warning', text: string) => client.notify(level, text, client.getState().currentRoomId);
  const current = (): Attempt => {
    if (attempt === undefined || msFrom(attempt.atMs) > EXPIRES_MS) throw new ChatError('pairing-absent');
    return attempt;
  };
  const showWords = async (one: Attempt, nonceOld: Buffer, nonceNew: Buffer) => {
    const {ask, answer} = one;
    if (answer === undefined) return;
    one.words = await sasWords({
      request: requestBytes(ask),
      commit: fromText(ask.commit, 32),
      root: fromText(answer.root, 32),
      head: fromText(answer.head, 32),
      nonceOld,
      nonceNew,
    });
    tell('info', `Seven words, on both devices the same? ${one.words.join(' ')} · /keys yes, or no, on both`);
  };
  const finish = async (one: Attempt) => {
    if (one.isNew || one.isConfirmed !== true || one.proof === undefined) return;
    const open = await session();
    const {ask, proof} = one;
    const [sign, age] = [fromText(ask.sign, 32), fromText(ask.age, 32)];
    const device = {dev: devOf(sign, age), sign, age, label: ask.label, proof};
    const after = await changeDevices(client, open, {type: 'add', devices: others => [...others, device]});
    attempt = undefined;
    await open.conversations.shareWith(after);
    await send({type: 'done', id: ask.id});
    tell('info', `Your device ${quoted(ask.label)} is approved, and has the keys of your conversations.`);
  };
  /** Checks that the account's chain contains the link named by the existing device, then sends this device's signed proof. */
  const prove = async (one: Attempt) => {
    const {name, own, accounts} = await session();
    const states = await accounts.refresh(name);
    const state = states.find(({head}) => toText(head) === one.answer?.head);
    if (state === undefined || toText(state.root) !== one.answer?.root) throw new ChatError('sas-mismatch');
    const serverId = await accounts.serverId();
    const content = proofContent({serverId, name, root: state.root}, own);
    await send({type: 'proof', id: one.ask.id, proof: toText(signatureOf(own.signKey, 'device-proof', content))});
  };

  const hearers: {[Type in PairingWord['type']]: (word: Extract<PairingWord, {type: Type}>) => Promise<void>} = {
    async ask(word) {
      const {isApproved} = await session();
      const isBusy = attempt?.answer !== undefined && msFrom(attempt.atMs) < EXPIRES_MS;
      if (!isApproved() || isBusy) return;
      attempt = {isNew: false, ask: word, atMs: now(), nonce: randomBytes(32)};
      // Of several quick requests only one is shown; the newest is approved, and the words tell whether it is the right one.
      if (msFrom(askedAtMs) < ASKED_MS) return;
      askedAtMs = now();
      tell('warning', `A device of yours (${quoted(word.label)}) asks to be approved. Is it yours? /keys approve`);
    },
    async answer(word) {
      const one = attempt;
      if (one?.isNew !== true || one.ask.id !== word.id || one.answer !== undefined) return;
      one.answer = word;
      await send({type: 'reveal', id: word.id, nonce: toText(one.nonce)});
      await showWords(one, fromText(word.nonce, 32), one.nonce);
    },
    async reveal(word) {
      const one = attempt;
      if (one === undefined || one.isNew || one.ask.id !== word.id || one.words !== undefined) return;
      const nonceNew = fromText(word.nonce, 32);
      if (toText(sasCommitOf(requestBytes(one.ask), nonceNew)) !== one.ask.commit) {
        attempt = undefined;
        throw new ChatError('sas-mismatch');
      }
      await showWords(one, one.nonce, nonceNew);
    },
    async proof(word) {
      const one = attempt;
      if (one === undefined || one.isNew || one.ask.id !== word.id || one.words === undefined) return;
      one.proof = fromText(word.proof, 64);
      await finish(one);
    },
    async done(word) {
      if (attempt?.ask.id !== word.id) return;
      attempt = undefined;
      const {accounts, name} = await session();
      await accounts.refresh(name);
      tell('info', 'This device is approved: what was said in encrypted conversations comes now.');
      onApproved();
    },
    async end(word) {
      if (attempt?.ask.id !== word.id) return;
      attempt = undefined;
      tell('warning', 'The other device says that the words are not the same: nothing was approved.');
    },
    async keys(word) {
      const {isApproved, accounts, name, conversations, own} = await session();
      const isOurs = (state: AccountState | undefined) =>
        state?.devices.some(({dev}) => toText(dev) === word.dev) === true;
      // Limits the work that unknown devices can cause: they share one slot, which also limits the requests to the server.
      const isKnown = isOurs(accounts.known(name).at(-1));
      const place = isKnown ? word.dev : '';
      if (msFrom(keysAtMs.get(place) ?? 0) < KEYS_MS) return;
      keysAtMs.set(place, now());
      const state = (await accounts.refresh(name)).at(-1);
      if (isApproved() && isOurs(state) && word.dev !== own.id && state !== undefined)
        await conversations.shareWith(state);
    },
  };

  return {
    async ask() {
      const {own, isApproved} = await session();
      if (isApproved()) throw new ChatError('device-approved');
      const nonce = randomBytes(32);
      const keys = {sign: toText(own.sign), age: toText(own.age), label: deviceName.slice(0, 64)};
      const commit = toText(sasCommitOf(requestBytes(keys), nonce));
      attempt = {isNew: true, ask: {type: 'ask', id: newId(), ...keys, commit}, atMs: now(), nonce};
      const {reached} = await send(attempt.ask);
      if (reached === 0) throw new ChatError('pairing-nobody');
    },
    async approve() {
      const one = current();
      if (one.isNew) throw new ChatError('pairing-absent');
      const {accounts, name} = await session();
      const state = (await accounts.refresh(name)).at(-1);
      if (state === undefined) throw new ChatError('keys-absent');
      const {id} = one.ask;
      one.answer = {type: 'answer', id, root: toText(state.root), head: toText(state.head), nonce: toText(one.nonce)};
      await send(one.answer);
    },
    async confirm(isSame) {
      const one = current();
      if (one.words === undefined) throw new ChatError('pairing-absent');
      if (!isSame) {
        attempt = undefined;
        await send({type: 'end', id: one.ask.id});
        return;
      }
      one.isConfirmed = true;
      if (one.isNew) await prove(one);
      else await finish(one);
    },
    async wantKeys() {
      const {own, isApproved} = await session();
      if (isApproved()) await send({type: 'keys', dev: own.id});
    },
    async heard(body) {
      const word = parsePairing(body);
      // TypeScript cannot see that the function found by the word's type takes this word.
      if (word !== undefined) await (hearers[word.type] as (word: PairingWord) => Promise<void>)(word);
    },
  };
}
