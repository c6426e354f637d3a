/** Signs and seals the keys of direct connections between devices that have keys. */
import {randomBytes} from 'node:crypto';
import {ChatError} from '../../shared/errors.ts';
import {HOUR_MS} from '../../shared/limits.ts';
import type {EndpointAnswer, EndpointOffer} from '../../shared/peer/signal.ts';
import {deviceOf, keyOf, type AccountState} from '../../shared/sealed/accountChain.ts';
import {DEV_BYTES} from '../../shared/sealed/accountLink.ts';
import {fromText, toText} from '../../shared/sealed/primitives/bytes.ts';
import {KEY_BYTES, SIGNATURE_BYTES} from '../../shared/sealed/primitives/hashes.ts';
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
} from '../../shared/sealed/directKey.ts';
import type {Core} from '../core/core.ts';
import {createRecentSet} from '../../shared/bounds/recentSet.ts';
import type {DirectConnectionKey, DirectConnectionId, DirectSealing} from '../core/directSealing.ts';
import type {Pins} from './pins.ts';
import type {KeySession} from './session.ts';

interface Parts {
  /** Loaded before `hadKeys` is called. */
  pins: Pick<Pins, 'load'>;
  /** Whether a person's devices were ever seen on this machine, whatever the server says now. */
  hadKeys: (name: string) => boolean;
  /** `undefined` when no keys are stored on this machine, or the server does not support encryption. */
  session: () => Promise<KeySession | undefined>;
}

interface Both {
  own: KeySession;
  theirs: AccountState;
  serverId: Buffer;
}

/** Allowed difference between the clocks of both sides, in milliseconds. */
const ASKED_MS = HOUR_MS;
/** Number of answered requests that are remembered, to refuse repeated ones; the oldest are dropped. */
const ANSWERED_MAX = 1_000;

const UNSEALED = (whose: 'own' | 'theirs'): DirectConnectionKey => ({unsealed: whose, toPsk: agreed => agreed});

export function openDirectSealing(client: Core, {pins, hadKeys, session}: Parts): DirectSealing {
  const answered = createRecentSet(ANSWERED_MAX);

  /** The keys of both sides, or which side has none. */
  const both = async (name: string): Promise<Both | 'own' | 'theirs'> => {
    await pins.load();
    const own = await session();
    if (own === undefined) {
      if (hadKeys(name)) throw new ChatError('direct-unsealed', `@${name}`);
      return 'own';
    }
    const theirs = (await own.accounts.refresh(name)).at(-1);
    if (theirs === undefined) return 'theirs';
    if (own.accounts.isBroken(name)) throw new ChatError('root-changed', `@${name}`);
    if (!own.isApproved()) throw new ChatError('keys-absent');
    return {own, theirs, serverId: await own.accounts.serverId()};
  };
  const me = () => client.getState().me?.name ?? '';
  const forged = ({name}: DirectConnectionId, cause?: unknown) => new ChatError('direct-forged', `@${name}`, {cause});
  /** Reports invalid data as `direct-forged`, like a key made for somebody else. */
  const genuine = async <T>(place: DirectConnectionId, work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ChatError && error.code === 'not-genuine') throw forged(place);
      throw error;
    }
  };
  /** The other side's device, which must be in the current state of its account. */
  const theirDevice = (theirs: AccountState, dev: Buffer, place: DirectConnectionId) => {
    const device = deviceOf(theirs, dev);
    if (device === undefined) throw forged(place);
    return device;
  };
  const takeOnce = ({sessionId, asker, atMs}: DirectAsk) => {
    const id = `${asker} ${sessionId}`;
    if (Math.abs(client.options.now() - atMs) > ASKED_MS || answered.has(id))
      throw new ChatError('direct-stale', `@${asker}`);
    answered.add(id);
  };

  return {
    async ask(place, endpoint) {
      const keys = await both(place.name);
      if (typeof keys === 'string') return {heard: () => Promise.resolve(UNSEALED(keys))};
      const {sessionId, name, fileId = ''} = place;
      const {own, serverId} = keys;
      const {dev, id, signKey, ageSecret} = own.own;
      const atMs = client.options.now();
      const ask: DirectAsk = {...endpoint, serverId, sessionId, asker: me(), answerer: name, fileId, atMs, dev};
      const heard = ({seal, publicKey, candidates}: EndpointAnswer): Promise<DirectConnectionKey> =>
        genuine(place, async () => {
          if (seal === undefined) throw new ChatError('direct-unsealed', `@${name}`);
          const theirDev = fromText(seal.dev, DEV_BYTES);
          const [askHash, box] = [askHashOf(ask), fromText(seal.box)];
          const answer: DirectAnswer = {publicKey, candidates, askHash, dev: theirDev, box};
          const theirs = (await own.accounts.refresh(name)).at(-1) ?? keys.theirs;
          const device = theirDevice(theirs, theirDev, place);
          if (!isAnswerBy(answer, fromText(seal.signature, SIGNATURE_BYTES), keyOf(device.sign))) throw forged(place);
          const secret = await openSecret(answer, ageSecret);
          return {toPsk: agreed => directKey(agreed, secret, answer)};
        });
      return {seal: {dev: id, atMs, signature: toText(signAsk(ask, signKey))}, heard};
    },
    async answer(place, {seal, ...asked}: EndpointOffer, endpoint) {
      const keys = await both(place.name);
      if (typeof keys === 'string') {
        // The request was sealed, so its sender has keys, whatever the server says, and would refuse an unsealed answer.
        if (seal !== undefined) throw new ChatError('direct-unsealed', `@${place.name}`);
        return {key: UNSEALED(keys)};
      }
      return genuine(place, async () => {
        if (seal === undefined) throw new ChatError('direct-unsealed', `@${place.name}`);
        const {sessionId, name, fileId = ''} = place;
        const {own, theirs, serverId} = keys;
        const dev = fromText(seal.dev, DEV_BYTES);
        const {atMs} = seal;
        const ask: DirectAsk = {...asked, serverId, sessionId, asker: name, answerer: me(), fileId, atMs, dev};
        const device = theirDevice(theirs, dev, place);
        if (!isAskBy(ask, fromText(seal.signature, SIGNATURE_BYTES), keyOf(device.sign))) throw forged(place);
        takeOnce(ask);
        const secret = randomBytes(KEY_BYTES);
        const askHash = askHashOf(ask);
        const box = await sealSecret(askHash, secret, device.age);
        const answer: DirectAnswer = {...endpoint, askHash, dev: own.own.dev, box};
        const signature = toText(signAnswer(answer, own.own.signKey));
        return {
          seal: {dev: own.own.id, signature, box: toText(box)},
          key: {toPsk: agreed => directKey(agreed, secret, answer)},
        };
      });
    },
  };
}
