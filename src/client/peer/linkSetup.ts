/** Both roles of setting up a direct connection: own key, addresses, signals, and the resulting connection. */
import type {EndpointAnswer, EndpointOffer} from '../../shared/peer/signal.ts';
import type {Core} from '../core/core.ts';
import type {DirectConnectionKey, DirectConnectionId} from '../core/directSealing.ts';
import {agreeOn, makeKey, safetyNumber} from './keys.ts';
import {openLinkListener, type Link} from './link.ts';
import type {ReceivedSignal} from './signalling.ts';
import {isLoopbackHost} from '../../shared/address.ts';
import type {OwnPlace} from './candidates.ts';
import {createPortSearches} from './portSearch.ts';

/** An established connection. */
export interface EstablishedLink extends Pick<DirectConnectionKey, 'unsealed'> {
  link: Link;
  /** The safety number, which the two people compare. */
  number: string;
}

type Of = Pick<Core, 'options' | 'getState' | 'directSealing'>;

export interface AskedSide {
  /** The offer to send to the other side. */
  endpoint: EndpointOffer;
  /**
   * Takes an answer; if it is refused, another device's answer may be tried.
   * @throws errors of `DirectSealing` for an answer
   */
  heard(answer: ReceivedSignal<EndpointAnswer>): Promise<HeardSide>;
  close(): void;
}

export interface HeardSide {
  /** @throws direct-failed */
  connect(isBulk?: boolean): Promise<EstablishedLink>;
}

export interface AnsweredSide {
  endpoint: EndpointAnswer;
  /** Must be called once `endpoint` was sent. @throws direct-failed */
  connect(): Promise<EstablishedLink>;
  close(): void;
}

const nameOf = ({getState}: Of): string => getState().me?.name ?? '';

/** @throws errors of `DirectSealing` for a request */
export async function offerLink(client: Of, place: DirectConnectionId): Promise<AskedSide> {
  const {sessionId, name} = place;
  const key = makeKey();
  const listener = await openLinkListener(placeOf(client));
  const own = {publicKey: key.publicKey, ...listener.found};
  try {
    const asked = await client.directSealing.ask(place, own);
    return {
      endpoint: {...own, ...(asked.seal && {seal: asked.seal})},
      async heard(answer) {
        const {publicKey, candidates, dialsFrom, seenAt} = answer;
        const agreed = agreeOn(key, publicKey, {sessionId, asker: nameOf(client), answerer: name});
        const linkKey = await asked.heard(answer);
        const other = {sessionId, psk: linkKey.toPsk(agreed), candidates, dialsFrom, seenAt};
        const number = safetyNumber({sessionId, asker: own.publicKey, answerer: publicKey});
        return {
          async connect(isBulk = false) {
            const link = await listener.connect({...other, isAsker: true, isBulk});
            return {link, number, ...(linkKey.unsealed && {unsealed: linkKey.unsealed})};
          },
        };
      },
      close: () => listener.close(),
    };
  } catch (error) {
    listener.close();
    throw error;
  }
}

/** @throws errors of `DirectSealing` for an answer */
export async function answerLink(
  client: Of,
  place: DirectConnectionId,
  asked: ReceivedSignal<EndpointOffer>,
): Promise<AnsweredSide> {
  const {sessionId, name} = place;
  const {publicKey, candidates, dialsFrom, seenAt} = asked;
  const key = makeKey();
  const agreed = agreeOn(key, publicKey, {sessionId, asker: name, answerer: nameOf(client)});
  const listener = await openLinkListener(placeOf(client));
  const own = {publicKey: key.publicKey, ...listener.found};
  try {
    const {seal, key: linkKey} = await client.directSealing.answer(place, asked, own);
    return {
      endpoint: {...own, ...(seal && {seal})},
      async connect() {
        const other = {sessionId, psk: linkKey.toPsk(agreed), candidates, dialsFrom, seenAt};
        const link = await listener.connect({...other, isAsker: false});
        const number = safetyNumber({sessionId, asker: publicKey, answerer: own.publicKey});
        return {link, number, ...(linkKey.unsealed && {unsealed: linkKey.unsealed})};
      },
      close: () => listener.close(),
    };
  } catch (error) {
    listener.close();
    throw error;
  }
}

/** Shared by all clients of this program, because the limits are per program. */
const searches = createPortSearches();

/** How others can reach this client. */
const placeOf = ({options, getState}: Pick<Core, 'options' | 'getState'>): OwnPlace => ({
  hasLoopback: isLoopbackHost(new URL(options.serverUrl).hostname),
  seenAs: getState().seenAs,
  server: options,
  searches,
});
