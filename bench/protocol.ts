/** How to talk to a kind of chat server, as text templates that the load generator fills in. */

/**
 * Text to send, and text to wait for then. `%1` to `%9` are the client's columns, `%N` its number, `%B` a message's body, `%I`
 * 22 characters that name it; `\r`, `\n` and `\xHH` are escapes.
 */
export type Step = readonly [send: string, expect: string];

export interface Protocol {
  /** Packets are frames of a WebSocket at this path; without it the bytes are sent raw. */
  websocketPath?: string;
  login: readonly Step[];
  /** Into the room. */
  join: readonly Step[];
  message: string;
  /** Acknowledgement of a message; without it the sender's own message coming back counts. At most 30 bytes. */
  acknowledgement?: string;
  /** What has to be sent when something is seen. */
  keepAlive?: Step;
}
