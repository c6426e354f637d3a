/** The wire protocol of direct connections between two clients. */
import * as z from 'zod/mini';
import {EntryId, Name, text} from '../fields.ts';
import {SIGNAL_BYTES_MAX} from '../peer/signal.ts';

const signal = {sessionId: EntryId, body: text(SIGNAL_BYTES_MAX)};
/** Present for a file, absent for a conversation; sent to devices with the capability `directFiles`. */
const about = z.optional(z.literal('file'));

export const DIRECT_REQUESTS = {
  /**
   * Passes a signal to all devices of a person that understand it; see `shared/peer/signal.ts`. `reached`: number of these
   * devices. `showsAddress`: adds the sender's public address.
   */
  signalSend: {
    params: z.strictObject({name: Name, ...signal, about, showsAddress: z.optional(z.literal(true))}),
    result: z.object({reached: z.int()}),
  },
} as const;

export const DIRECT_EVENTS = {
  /**
   * A signal from another person, whose name the server sets. `seenAt`: public address of their machine, sent with their
   * consent.
   */
  signalReceived: z.object({from: Name, ...signal, about, seenAt: z.optional(text(45))}),
} as const;
