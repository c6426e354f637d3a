/** What a request needs of a program token: a right, and which rooms. */
import type {TokenRight} from '../../shared/access/tokenRights.ts';

/**
 * `named`: every room in its parameters must be one of the token. `file`: the room of the file. `room`: the room that the name
 * means. `filtered`: the handler answers with the rooms of the token alone. `all`: not for a token that is limited to some rooms.
 * `none`: it is about no room.
 */
export type Where = 'named' | 'file' | 'room' | 'filtered' | 'all' | 'none';

/**
 * `never`: always refused. A token cannot log in or out, administer, leave anything behind that acts after its expiry, be a
 * device with keys or an end of a direct connection. `any`: allowed with any rights.
 */
export type TokenRule<Place extends Where = Where> = 'never' | {right: TokenRight | 'any'; where: Place};

/** The values of `where` that make sense for the parameters of a request. */
export type WhereOf<Params> =
  | 'filtered'
  | 'all'
  | 'none'
  | (Params extends {roomId: number} ? 'named' : never)
  | (Params extends {fileId: string} ? 'file' : never)
  | (Params extends {name: string} ? 'room' : never);
