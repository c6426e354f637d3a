/** What a request needs of a program token: a right, and which rooms. */
import type {TokenRight} from '../../shared/access/tokenRights.ts';

/**
 * `named`: the token needs access to every room in the parameters. `file`: to the room of the file. `room`: to the room of that
 * name. `filtered`: the handler returns only the token's rooms. `all`: refused for a token limited to some rooms. `none`: the
 * request is not about a room.
 */
export type Where = 'named' | 'file' | 'room' | 'filtered' | 'all' | 'none';

/**
 * `never`: always refused. A token cannot log in or out, administer, create anything that outlives it, act as a device with keys,
 * or take part in a direct connection. `any`: allowed with any rights. `also`: a second right, needed because of what the answer
 * contains.
 */
export type TokenRule<Place extends Where = Where> =
  'never' | {right: TokenRight | 'any'; also?: TokenRight; where: Place};

/** The values of `where` that make sense for the parameters of a request. */
export type WhereOf<Params> =
  | 'filtered'
  | 'all'
  | 'none'
  | (Params extends {roomId: number} ? 'named' : never)
  | (Params extends {fileId: string} ? 'file' : never)
  | (Params extends {name: string} ? 'room' : never);
