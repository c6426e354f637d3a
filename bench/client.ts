/** A full-screen client that can be measured beside its server: this project's, a reference or a peer. */
import type {ChatServer, OpenedServer} from './server.ts';

export interface ScreenClient {
  name: string;
  kind: 'ours' | 'reference' | 'peer';
  needs?: {program: string; package: string};
  /** Floods it with messages. */
  server: ChatServer;
  /** Patterns on the screen when the client is drawn, and when it is in the room. */
  painted: RegExp;
  inRoom: RegExp;
  /** Keys to get into the room. */
  keys: string;
  /** Keys to the end of the room, where new messages are drawn: a client may start at its last position. */
  toEnd: string;
  /** Writes its configuration into the folder; the first of the server's clients is the person at the screen. */
  prepare(folder: string, server: OpenedServer): Promise<{command: readonly string[]; env: Record<string, string>}>;
}
