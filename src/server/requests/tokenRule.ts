/** What a request needs of a program token: a right, and which rooms. */
import type {TokenRight} from '../../shared/access/tokenRights.ts';

/**
 * `named`: every room in its parameters must be one of the token. `file`: the room of the file. `room`: the room that the name
 * means. `filtered`: the handler answers with the rooms of the token alone. `all`: not for a token that is limited to some rooms.
 * `none`: it is about no room.
 */
export type Where = 'named' | 'file' | 'room' | 'filtered' | 'all' | 'none';

/**
 * `never`: refused whatever the rights are. A token logs nobody in or out, administers nothing, leaves nothing behind that would
 * act after its end, and is neither a device with keys nor an end of a direct way. `any`: whatever the rights are.
 */
export type TokenRule<Place extends Where = Where> = 'never' | {right: TokenRight | 'any'; where: Place};

/** What the parameters of a request let a rule say. */
export type WhereOf<Params> =
  | 'filtered'
  | 'all'
  | 'none'
  | (Params extends {roomId: number} ? 'named' : never)
  | (Params extends {fileId: string} ? 'file' : never)
  | (Params extends {name: string} ? 'room' : never);
