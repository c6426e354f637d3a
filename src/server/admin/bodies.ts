/** The list of the admin commands' implementations, by command name. */
export {announce} from './commands/announce.ts';
export {audit} from './commands/audit.ts';
export {config} from './commands/config.ts';
export {files, remove as delete} from './commands/files.ts';
export {
  devices,
  logOut as 'log-out',
  resetPassword as 'reset-password',
  resetSecondFactor as 'reset-second-factor',
  resetSshKeys as 'reset-ssh-keys',
  revokeToken as 'revoke-token',
  tokens,
} from './commands/devices.ts';
export {
  inviteLink as 'invite-link',
  invites,
  revokeInvite as 'revoke-invite',
  rotateInvite as 'rotate-invite',
} from './commands/invites.ts';
export {kick} from './commands/kick.ts';
export {log} from './commands/log.ts';
export {backup, exportRooms as export, importRooms as import} from './commands/moving.ts';
export {note} from './commands/note.ts';
export {role} from './commands/role.ts';
export {rooms} from './commands/rooms.ts';
export {stats} from './commands/stats.ts';
export {stop} from './commands/stop.ts';
export {storage} from './commands/storage.ts';
export {users, who} from './commands/users.ts';
export {
  ban,
  deleteAccount as 'delete-account',
  disable,
  enable,
  lock,
  mute,
  purge,
  reports,
  sanctionList as sanctions,
  settle,
  unban,
  unlock,
  unmute,
} from './commands/sanctions.ts';
