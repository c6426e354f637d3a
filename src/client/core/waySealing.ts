/** Interface for sealing the key of a direct connection between two devices. */
import type {AnsweredWay, AnswerSeal, AskedWay, AskSeal, Way} from '../../shared/peer/signal.ts';

/** Which way it is. */
export interface WayPlace {
  sessionId: string;
  /** Login name of the other side. */
  name: string;
  /** Absent for a conversation. */
  fileId?: string;
}

export interface WayKey {
  /** Whose lack of keys it is that the server could have put itself in between; absent where it could not. */
  unsealed?: 'own' | 'theirs';
  /** Of what both keys of the way agree upon. */
  toPsk(agreed: Buffer): Buffer;
}

export interface WayAsked {
  seal?: AskSeal;
  /** @throws direct-unsealed, direct-forged, and what asking for devices throws */
  heard(answer: AnsweredWay): Promise<WayKey>;
}

/**
 * Where both have keys nothing else is taken. @throws direct-unsealed, direct-forged, direct-stale, keys-absent, root-changed,
 * and what asking for devices throws
 */
export interface WaySealing {
  ask(place: WayPlace, own: Way): Promise<WayAsked>;
  answer(place: WayPlace, asked: AskedWay, own: Way): Promise<{seal?: AnswerSeal; key: WayKey}>;
}
