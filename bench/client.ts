/** A full-screen client that can be measured beside its server: this project's, a reference or a peer. */
import type {ChatServer, OpenedServer} from './server.ts';

export interface ScreenClient {
  name: string;
  kind: 'ours' | 'reference' | 'peer';
  needs?: {program: string; package: string};
  /** Floods it with messages. */
  server: ChatServer;
  /** Where to find it on the screen that the client is there, and that it is in the room. */
  painted: RegExp;
  inRoom: RegExp;
  /** Keys to get into the room. */
  keys: string;
  /** Keys to the end of the room, where what comes is drawn: one that was there before begins where it left off. */
  toEnd: string;
  /** Writes what it needs into the folder; the first of the server's clients is who sits at the screen. */
  prepare(folder: string, server: OpenedServer): Promise<{command: readonly string[]; env: Record<string, string>}>;
}
