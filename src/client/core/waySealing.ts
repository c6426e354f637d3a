/** Interface for sealing the key of a direct connection between two devices. */
import type {AnsweredWay, AnswerSeal, AskedWay, AskSeal, Way} from '../../shared/peer/signal.ts';

/** Identifies a direct connection. */
export interface WayPlace {
  sessionId: string;
  /** Login name of the other side. */
  name: string;
  /** Absent for a conversation. */
  fileId?: string;
}

export interface WayKey {
  /** Who has no keys, so that the server could be in between; absent where both have. */
  unsealed?: 'own' | 'theirs';
  /** The pre-shared key, from the X25519 agreement. */
  toPsk(agreed: Buffer): Buffer;
}

export interface WayAsked {
  seal?: AskSeal;
  /** @throws direct-unsealed, direct-forged, and what asking for devices throws */
  heard(answer: AnsweredWay): Promise<WayKey>;
}

/**
 * Where both sides have keys, an unsealed connection is refused. @throws direct-unsealed, direct-forged, direct-stale,
 * keys-absent, root-changed, and what asking for devices throws
 */
export interface WaySealing {
  ask(place: WayPlace, own: Way): Promise<WayAsked>;
  answer(place: WayPlace, asked: AskedWay, own: Way): Promise<{seal?: AnswerSeal; key: WayKey}>;
}
