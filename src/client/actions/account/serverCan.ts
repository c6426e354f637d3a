/** What only newer servers know is asked of no other. */
import {ChatError} from '../../../shared/errors.ts';
import type {Client} from '../../client.ts';

/** @param capability as `shared/version.ts` names it. @throws server-too-old */
export async function requireCapability(client: Client, capability: string): Promise<void> {
  // Before a login nobody has said yet what the server can do.
  const server = client.getState().server ?? (await client.request('serverShow', {}));
  if (server.protocol?.capabilities.includes(capability) !== true) throw new ChatError('server-too-old');
}
