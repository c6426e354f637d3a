/** Interface for sealing the key of a direct connection between two devices. */
import type {EndpointAnswer, AnswerSeal, EndpointOffer, AskSeal, Endpoint} from '../../shared/peer/signal.ts';

/** Identifies a direct connection. */
export interface DirectConnectionId {
  sessionId: string;
  /** Login name of the other side. */
  name: string;
  /** Absent for a direct conversation, which is not about a file. */
  fileId?: string;
}

export interface DirectConnectionKey {
  /** The side that has no keys, so that the server could be in between; absent when both have keys. */
  unsealed?: 'own' | 'theirs';
  /** The pre-shared key, from the X25519 agreement. */
  toPsk(agreed: Buffer): Buffer;
}

export interface DirectKeyRequest {
  seal?: AskSeal;
  /** @throws direct-unsealed, direct-forged, and errors of fetching the devices */
  heard(answer: EndpointAnswer): Promise<DirectConnectionKey>;
}

/**
 * Refuses an unsealed connection when both sides have keys.
 * @throws direct-unsealed, direct-forged, direct-stale, keys-absent, root-changed, and errors of fetching the devices
 */
export interface DirectSealing {
  ask(connection: DirectConnectionId, own: Endpoint): Promise<DirectKeyRequest>;
  answer(
    connection: DirectConnectionId,
    asked: EndpointOffer,
    own: Endpoint,
  ): Promise<{seal?: AnswerSeal; key: DirectConnectionKey}>;
}
