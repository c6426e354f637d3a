/** A full-screen client beside its server, with message floods, as several parts of the bench need it. */
import type {ScreenClient} from '../client.ts';
import {withFolder} from './folder.ts';
import {startGenerator, type Generator} from '../load/generator.ts';
import {pinSelf} from './processes.ts';
import {watch, type Watched} from './pty.ts';
import {withServer} from '../server.ts';

export interface Stand {
  /** Starts the client in a separate pseudo-terminal, on a separate core. @param more changes its environment */
  open(more?: Record<string, string>): Watched;
  /** What tells the client where its server is. */
  env: Record<string, string>;
  flood(perSecond: number, seconds: number): Generator;
}

/** Ten people write, one watches. The server, the flood and this process share the other core. */
export async function withClient<T>(client: ScreenClient, work: (stand: Stand) => Promise<T>): Promise<T> {
  pinSelf(1);
  try {
    return await withFolder(folder =>
      withServer(
        client.server,
        {count: 11, rooms: 1, areInside: true},
        async server => {
          const {command, env} = await client.prepare(folder, server);
          return work({
            env,
            open: more => watch(command, {...env, ...more}, 0),
            flood: (perSecond, seconds) =>
              startGenerator({...server.plan, clients: server.clients.slice(1)}, [
                'login',
                'join',
                'settle',
                `rate ${perSecond} ${seconds}`,
              ]),
          });
        },
        1,
      ),
    );
  } finally {
    pinSelf();
  }
}
