/** Whether the server can do what not every server can; see `CAPABILITIES` in `shared/version.ts`. */
import {ChatError} from '../../shared/errors.ts';
import type {Result} from '../../shared/protocol.ts';
import type {Capability} from '../../shared/version.ts';
import type {State} from '../state/state.ts';
import type {Core} from './core.ts';

/** By what a server tells of itself, also before a login. */
export const hasCapability = ({protocol}: Pick<Result<'serverShow'>, 'protocol'>, capability: Capability): boolean =>
  protocol?.capabilities.includes(capability) === true;

/** False until the server has told of itself. */
export const serverCan = ({server}: Pick<State, 'server'>, capability: Capability): boolean =>
  server !== undefined && hasCapability(server, capability);

/** Of a server that one is logged in on. @throws server-too-old */
export function requireServerCan(state: Pick<State, 'server'>, capability: Capability): void {
  if (!serverCan(state, capability)) throw new ChatError('server-too-old');
}

/** Asks the server where it has not told yet, as before a login. @throws server-too-old, and what asking throws */
export async function requireCapability(
  client: Pick<Core, 'getState' | 'request'>,
  capability: Capability,
): Promise<void> {
  const server = client.getState().server ?? (await client.request('serverShow', {}));
  if (!hasCapability(server, capability)) throw new ChatError('server-too-old');
}
