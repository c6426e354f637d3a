/** Who may give which admin command. */
import type {Role} from '../../shared/model.ts';
import {mayOnServer, type ServerAction} from '../../shared/access/roles.ts';

/** The server itself may do everything: whoever is at its console or can read its data folder can do it anyway. */
export const mayRun = (role: Role | 'server', action: ServerAction): boolean =>
  role === 'server' || mayOnServer(role, action);
