/** Ends connections and transfers of people who do not meet what is required of a login. */
import type {ServerContext} from '../context.ts';
import type {Connection} from '../hub/connections.ts';

/** Of everybody, after the requirements have changed. */
export async function endLacking(server: ServerContext): Promise<void> {
  await endThose(server, server.connections.all());
  server.files.recheckAll();
}

/** Of one person, who has got another role, or lost what is required of them. */
export async function endLackingOf(server: ServerContext, userId: number): Promise<void> {
  await endThose(server, server.connections.of(userId));
  server.files.recheck(userId);
}

async function endThose({store, now, lackOf: lack}: ServerContext, connections: Iterable<Connection>): Promise<void> {
  for (const connection of connections) {
    const current = connection.tokenHash && (await store.sessionFind(connection.tokenHash, now()));
    const missing = current && (await lack(current));
    if (missing !== undefined) connection.end(missing);
  }
}
