/**
 * Who may do what: one table *action → minimum role* for the server and one for rooms. The store checks them inside the
 * transaction; documents and `/roles` show them.
 */

/** Server roles, from least to most rights. A guest is only in rooms to which somebody invited them. */
export const SERVER_ROLES = ['guest', 'member', 'moderator', 'admin', 'owner'] as const;
export type ServerRole = (typeof SERVER_ROLES)[number];

/** Room roles, from least to most rights. */
export const ROOM_ROLES = ['member', 'moderator', 'owner'] as const;
export type RoomRole = (typeof ROOM_ROLES)[number];

interface Right<Role> {
  /** The minimum role for the action. */
  least: Role;
  /** The action in words, for lists. */
  what: string;
}

const server = (least: ServerRole, what: string): Right<ServerRole> => ({least, what});
const room = (least: RoomRole, what: string): Right<RoomRole> => ({least, what});

export const SERVER_RIGHTS = {
  roomCreate: server('member', 'make rooms'),
  roomJoin: server('member', 'find public rooms and join them without an invitation'),
  roomInvite: server('member', 'invite people into rooms, where the room lets them'),
  directBegin: server('member', 'begin a conversation with somebody who shares no room'),
  userKick: server('moderator', 'disconnect people and keep them out for a while'),
  userMute: server('moderator', 'take the word from people for a while'),
  userBan: server('moderator', 'ban and unban accounts'),
  messageRemove: server('moderator', 'remove messages of others, and all that somebody wrote lately'),
  roomModerate: server('moderator', 'act as a moderator of every room they are in'),
  reportList: server('moderator', 'read what people reported, and settle it'),
  networkBan: server('admin', 'ban and unban addresses and networks'),
  fileDelete: server('admin', 'delete files of anybody, in any room'),
  userList: server('admin', 'list all accounts, where they are connected from, and their devices'),
  fileListAll: server('admin', 'list all files on the server'),
  auditRead: server('admin', 'read the record of logins and deeds'),
  inviteManage: server('admin', 'make, list, revoke and rotate invitation links'),
  roleSet: server('admin', 'give and take roles below their own'),
  accountManage: server('admin', 'disable, enable and delete accounts, reset passwords'),
  sessionManage: server('admin', 'log people out, on one device or all'),
  roomManage: server('admin', 'act as the owner of every room they are in'),
  announce: server('admin', 'say something as the server'),
  statsRead: server('admin', 'see how the server is doing'),
  backupMake: server('admin', 'make backups and exports'),
  serverStop: server('admin', 'keep or stop the server'),
  settingsChange: server('owner', 'change the settings of the running server'),
  ownerHandOver: server('owner', 'hand the server over to somebody else'),
} as const satisfies Record<string, Right<ServerRole>>;

export type ServerAction = keyof typeof SERVER_RIGHTS;

/** `write`, `invite` and `mentionAll` are defaults; the owner of a room can require a higher role. */
export const ROOM_RIGHTS = {
  write: room('member', 'write messages, offer files, react'),
  invite: room('member', 'invite people'),
  mentionAll: room('member', 'mention everybody with @room, or all who are there with @here'),
  topicSetPrivate: room('member', 'set the topic of a private room or a conversation'),
  topicSet: room('moderator', 'set the topic of a public room'),
  pin: room('moderator', 'pin messages'),
  encrypt: room('moderator', 'encrypt a private room'),
  messageRemove: room('moderator', 'remove messages of others'),
  memberRemove: room('moderator', 'remove a member with a lower role'),
  lock: room('moderator', 'lock the room, and write in a locked one'),
  slowMode: room('moderator', 'set how often one person may write; is not held up by it'),
  rulesSet: room('owner', 'say who may write, invite and mention everybody, and how long messages are kept'),
  rename: room('owner', 'rename and describe the room'),
  archive: room('owner', 'archive and delete the room'),
  roleSet: room('owner', 'give and take roles, and hand the room over'),
} as const satisfies Record<string, Right<RoomRole>>;

export type RoomAction = keyof typeof ROOM_RIGHTS;

/** The actions for which the owner of a room can set another minimum role. */
export const RULED_ACTIONS = ['write', 'invite', 'mentionAll'] as const satisfies readonly RoomAction[];
export type RuledAction = (typeof RULED_ACTIONS)[number];
/** Minimum roles of a room that differ from the table; absent: as in the table. */
export type LeastRoles = {readonly [Action in RuledAction]?: RoomRole | undefined};

export const serverRank = (role: ServerRole): number => SERVER_ROLES.indexOf(role);
export const roomRank = (role: RoomRole): number => ROOM_ROLES.indexOf(role);

export const mayOnServer = (role: ServerRole, action: ServerAction): boolean =>
  serverRank(role) >= serverRank(SERVER_RIGHTS[action].least);

/** Whether somebody may apply the action to an account with role `other`: their own role must be higher. */
export const mayOver = (role: ServerRole, action: ServerAction, other: ServerRole): boolean =>
  mayOnServer(role, action) && serverRank(role) > serverRank(other);

/** The effective role in a room: server roles with rights over rooms raise the role in rooms that the person is in. */
export function roleInRoom(roomRole: RoomRole, serverRole: ServerRole): RoomRole {
  if (mayOnServer(serverRole, 'roomManage')) return 'owner';
  if (mayOnServer(serverRole, 'roomModerate') && roomRole === 'member') return 'moderator';
  return roomRole;
}

/** The minimum role for an action in a room with these rules. */
export const leastInRoom = (action: RoomAction, rules: LeastRoles = {}): RoomRole =>
  (rules as {readonly [Name in RoomAction]?: RoomRole})[action] ?? ROOM_RIGHTS[action].least;

/** @param role the effective role, from `roleInRoom` */
export const mayInRoom = (role: RoomRole, action: RoomAction, rules: LeastRoles = {}): boolean =>
  roomRank(role) >= roomRank(leastInRoom(action, rules));

export const isServerRole = (word: string): word is ServerRole => (SERVER_ROLES as readonly string[]).includes(word);
export const isRoomRole = (word: string): word is RoomRole => (ROOM_ROLES as readonly string[]).includes(word);

/** The role with its article: `an admin`, `a member`. */
export const aRole = (role: ServerRole | RoomRole): string => `${/^[ao]/.test(role) ? 'an' : 'a'} ${role}`;
