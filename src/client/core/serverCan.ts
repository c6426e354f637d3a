/** Whether the server supports an optional capability; see `CAPABILITIES` in `shared/version.ts`. */
import {ChatError} from '../../shared/errors.ts';
import type {Result} from '../../shared/protocol.ts';
import type {Capability} from '../../shared/version.ts';
import type {State} from '../state/state.ts';
import type {Core} from './core.ts';

/** Whether a server's description lists a capability; also usable before a login. */
export const hasCapability = ({protocol}: Pick<Result<'serverShow'>, 'protocol'>, capability: Capability): boolean =>
  protocol?.capabilities.includes(capability) === true;

/** Whether the connected server has a capability; false until it has described itself. */
export const serverCan = ({server}: Pick<State, 'server'>, capability: Capability): boolean =>
  server !== undefined && hasCapability(server, capability);

/** For requests after a login. @throws server-too-old */
export function requireServerCan(state: Pick<State, 'server'>, capability: Capability): void {
  if (!serverCan(state, capability)) throw new ChatError('server-too-old');
}

/**
 * Requests the server's description if it is not known yet, as before a login.
 * @throws server-too-old, and errors of that request
 */
export async function requireCapability(
  client: Pick<Core, 'getState' | 'request'>,
  capability: Capability,
): Promise<void> {
  const server = client.getState().server ?? (await client.request('serverShow', {}));
  if (!hasCapability(server, capability)) throw new ChatError('server-too-old');
}
