/** Either side of setting up a direct connection: its key, its addresses, its signals, and the resulting link. */
import type {AnsweredWay, AskedWay} from '../../shared/peer/signal.ts';
import type {Core} from '../core/core.ts';
import type {WayKey, WayPlace} from '../core/waySealing.ts';
import {agreeOn, makeKey, safetyNumber} from './keys.ts';
import {openMeeting, type Link} from './link.ts';
import type {HeardSignal} from './signalling.ts';
import {isLoopbackHost} from '../../shared/address.ts';
import type {OwnPlace} from './candidates.ts';
import {createPortSearches} from './portSearch.ts';

/** The two found each other. */
export interface Met extends Pick<WayKey, 'unsealed'> {
  link: Link;
  /** To be compared by the two people. */
  number: string;
}

type Of = Pick<Core, 'options' | 'getState' | 'ways'>;

export interface AskedSide {
  /** To be sent to the other side. */
  way: AskedWay;
  /** Takes an answer; after a refused one another may be tried. @throws what `WaySealing` throws of an answer */
  heard(answer: HeardSignal<AnsweredWay>): Promise<HeardSide>;
  close(): void;
}

export interface HeardSide {
  /** @throws direct-failed */
  meet(isBulk?: boolean): Promise<Met>;
}

export interface AnsweredSide {
  way: AnsweredWay;
  /** Called once `way` was sent. @throws direct-failed */
  meet(): Promise<Met>;
  close(): void;
}

const nameOf = ({getState}: Of): string => getState().me?.name ?? '';

/** @throws what `WaySealing` throws of a question */
export async function askWay(client: Of, place: WayPlace): Promise<AskedSide> {
  const {sessionId, name} = place;
  const key = makeKey();
  const meeting = await openMeeting(placeOf(client));
  const own = {publicKey: key.publicKey, ...meeting.found};
  try {
    const asked = await client.ways.ask(place, own);
    return {
      way: {...own, ...(asked.seal && {seal: asked.seal})},
      async heard(answer) {
        const {publicKey, candidates, dialsFrom, seenAt} = answer;
        const agreed = agreeOn(key, publicKey, {sessionId, asker: nameOf(client), answerer: name});
        const wayKey = await asked.heard(answer);
        const other = {sessionId, psk: wayKey.toPsk(agreed), candidates, dialsFrom, seenAt};
        const number = safetyNumber({sessionId, asker: own.publicKey, answerer: publicKey});
        return {
          async meet(isBulk = false) {
            const link = await meeting.meet({...other, isAsker: true, isBulk});
            return {link, number, ...(wayKey.unsealed && {unsealed: wayKey.unsealed})};
          },
        };
      },
      close: () => meeting.close(),
    };
  } catch (error) {
    meeting.close();
    throw error;
  }
}

/** @throws what `WaySealing` throws of an answer */
export async function answerWay(client: Of, place: WayPlace, asked: HeardSignal<AskedWay>): Promise<AnsweredSide> {
  const {sessionId, name} = place;
  const {publicKey, candidates, dialsFrom, seenAt} = asked;
  const key = makeKey();
  const agreed = agreeOn(key, publicKey, {sessionId, asker: name, answerer: nameOf(client)});
  const meeting = await openMeeting(placeOf(client));
  const own = {publicKey: key.publicKey, ...meeting.found};
  try {
    const {seal, key: wayKey} = await client.ways.answer(place, asked, own);
    return {
      way: {...own, ...(seal && {seal})},
      async meet() {
        const other = {sessionId, psk: wayKey.toPsk(agreed), candidates, dialsFrom, seenAt};
        const link = await meeting.meet({...other, isAsker: false});
        const number = safetyNumber({sessionId, asker: publicKey, answerer: own.publicKey});
        return {link, number, ...(wayKey.unsealed && {unsealed: wayKey.unsealed})};
      },
      close: () => meeting.close(),
    };
  } catch (error) {
    meeting.close();
    throw error;
  }
}

/** Shared by all clients of this program. */
const searches = createPortSearches();

/** How others may find this client. */
const placeOf = ({options, getState}: Pick<Core, 'options' | 'getState'>): OwnPlace => ({
  hasLoopback: isLoopbackHost(new URL(options.serverUrl).hostname),
  seenAs: getState().seenAs,
  server: options,
  searches,
});
