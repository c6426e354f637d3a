/** A process with attackers who have no login. */
import {serveAttacks} from '../attack.ts';
import * as attacks from '../attacks/unauthenticated.ts';

serveAttacks(attacks);
