/** Tells whether the server has ended the login of a client, and how. */
import type {Client} from '../../client/client.ts';
import {kindOf} from '../../shared/errors.ts';
import type {LoginEnd} from './ports.ts';

/** Absent while it is good, and where only the connection ended. */
export function loginEndOf(client: Client): LoginEnd | undefined {
  const {connection} = client.getState();
  if (connection.status !== 'ended' || kindOf(connection.code).endsLogin !== true) return undefined;
  return {kind: 'refused', code: connection.code, detail: connection.detail};
}
