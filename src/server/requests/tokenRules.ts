/** What each request takes of a token for a program: a right, and which rooms. One that is forgotten does not compile. */
import type {TokenRight} from '../../shared/access/tokenRights.ts';
import type {Params, RequestName} from '../../shared/protocol.ts';

/**
 * `named`: every room in its parameters must be one of the token. `file`: the room of the file. `room`: the room that the name
 * means. `filtered`: the handler answers with the rooms of the token alone. `all`: not for a token that is for some rooms.
 * `none`: it is about no room.
 */
export type Where = 'named' | 'file' | 'room' | 'filtered' | 'all' | 'none';

/** `never`: a token does it whatever its rights are. */
export type TokenRule<Place extends Where = Where> = 'never' | {right: TokenRight | 'any'; where: Place};

/** What the parameters of a request let a rule say. */
type WhereOf<P> =
  | 'filtered'
  | 'all'
  | 'none'
  | (P extends {roomId: number} ? 'named' : never)
  | (P extends {fileId: string} ? 'file' : never)
  | (P extends {name: string} ? 'room' : never);

const rule = <const Place extends Where>(right: TokenRight | 'any', where: Place): TokenRule<Place> => ({right, where});
const never = 'never';

/** A token logs nobody in or out, administers nothing, and leaves nothing behind that would act after its end. */
export const TOKEN_RULES: {readonly [Name in RequestName]: TokenRule<WhereOf<Params<Name>>>} = {
  ping: rule('any', 'none'),
  serverShow: rule('any', 'none'),
  sessionOpen: rule('any', 'filtered'),
  sessionQuit: rule('any', 'none'),

  roomList: rule('read', 'filtered'),
  memberList: rule('read', 'named'),
  entryList: rule('read', 'named'),
  entryShow: rule('read', 'named'),
  entryFind: rule('read', 'named'),
  reactionList: rule('read', 'named'),
  versionList: rule('read', 'named'),
  threadList: rule('read', 'named'),
  pinList: rule('read', 'named'),
  messageSearch: rule('read', 'filtered'),
  inboxList: rule('read', 'filtered'),
  cursorMove: rule('read', 'named'),
  cursorReset: rule('read', 'named'),
  threadRead: rule('read', 'named'),
  followList: rule('read', 'filtered'),
  starList: rule('read', 'all'),

  messageSend: rule('send', 'named'),
  messageEdit: rule('send', 'named'),
  messageDelete: rule('send', 'named'),
  reactionSet: rule('send', 'named'),
  pinSet: rule('send', 'named'),
  typingSet: rule('send', 'named'),

  fileList: rule('files', 'named'),
  fileShow: rule('files', 'file'),
  fileOffer: rule('files', 'named'),
  fileComplete: rule('files', 'file'),
  fileRelay: rule('files', 'file'),
  fileCancel: rule('files', 'file'),
  fileDecline: rule('files', 'file'),

  roomCreate: rule('rooms', 'all'),
  roomJoin: rule('rooms', 'room'),
  roomLeave: rule('rooms', 'named'),
  roomInvite: rule('rooms', 'named'),
  roomRename: rule('rooms', 'named'),
  roomDescribe: rule('rooms', 'named'),
  roomArchive: rule('rooms', 'named'),
  roomDelete: rule('rooms', 'named'),
  roomRulesSet: rule('rooms', 'named'),
  roomRoleSet: rule('rooms', 'named'),
  memberRemove: rule('rooms', 'named'),
  topicSet: rule('rooms', 'named'),

  userShow: rule('people', 'all'),
  directOpen: rule('people', 'all'),
  groupOpen: rule('people', 'all'),
  friendAdd: rule('people', 'all'),
  friendRemove: rule('people', 'all'),
  personBlock: rule('people', 'all'),
  reportMake: rule('people', 'all'),

  presenceSet: rule('settings', 'all'),
  idleSet: rule('any', 'none'),
  preferencesSet: rule('settings', 'all'),
  roomOrderSet: rule('settings', 'all'),
  roomPreferencesSet: rule('settings', 'named'),
  starSet: rule('settings', 'named'),
  followSet: rule('settings', 'named'),

  plannedAdd: never,
  plannedList: never,
  plannedCancel: never,

  accountRegister: never,
  invitationShow: never,
  invitationUse: never,
  passwordChange: never,
  passwordReset: never,
  passwordResetShow: never,
  secondFactorBegin: never,
  secondFactorConfirm: never,
  secondFactorEnd: never,
  secondFactorShow: never,
  sshChallenge: never,
  sshLogin: never,
  sshKeyAdd: never,
  sshKeyBegin: never,
  sshKeyList: never,
  sshKeyRemove: never,
  sessionLogin: never,
  sessionEnd: never,
  deviceList: never,
  deviceEnd: never,
  tokenCreate: never,
  tokenList: never,
  tokenRevoke: never,

  adminCommand: never,
  adminFiles: never,
  adminLog: never,
  adminUsers: never,
  fileDelete: never,
  userKick: never,
  userRoleSet: never,
  serverKeep: never,
  serverStop: never,

  // A token is no device with keys, and no end of a direct way.
  signalSend: never,
  deviceSignalSend: never,
  accountLinkAdd: never,
  accountLinkList: rule('read', 'all'),
  epochAdd: never,
  epochList: rule('read', 'named'),
  boxAdd: never,
  boxList: never,
  sealedSend: never,
};
