/** Ends connections and transfers of people who do not meet the login requirements. */
import type {ServerContext} from '../context.ts';
import type {Connection} from '../hub/connections.ts';

/** Checks everybody, after the requirements have changed. */
export async function recheckRequirements(server: ServerContext): Promise<void> {
  await endThose(server, server.connections.all());
  server.files.recheckAll();
}

/** Checks one person whose role has changed, or who has lost e.g. a second factor. */
export async function recheckRequirementsOf(server: ServerContext, userId: number): Promise<void> {
  await endThose(server, server.connections.of(userId));
  server.files.recheck(userId);
}

async function endThose(
  {store, now, missingRequirement: missingFor}: ServerContext,
  connections: Iterable<Connection>,
): Promise<void> {
  for (const connection of connections) {
    const current = connection.tokenHash && (await store.sessionFind(connection.tokenHash, now()));
    const missing = current && (await missingFor(current));
    if (missing !== undefined) connection.end(missing);
  }
}
