/** The list of the verbs of the command line; `screen` is what runs without one. */
export {
  adminAnnounce,
  adminAudit,
  adminConfig,
  adminDelete,
  adminFiles,
  adminDevices,
  adminLogOut,
  adminResetPassword,
  adminResetSecondFactor,
  adminInviteLink,
  adminInvites,
  adminKick,
  adminLog,
  adminNote,
  adminRole,
  adminRooms,
  adminStats,
  adminStop,
  adminStorage,
  adminUsers,
  adminWho,
  adminBan,
  adminDeleteAccount,
  adminDisable,
  adminEnable,
  adminLock,
  adminMute,
  adminPurge,
  adminReports,
  adminRevokeInvite,
  adminRotateInvite,
  adminSanctions,
  adminSettle,
  adminUnban,
  adminUnlock,
  adminUnmute,
} from './verbs/admin.ts';
export {adminRecoverOwner} from './verbs/adminRecoverOwner.ts';
export {adminBackup} from './verbs/adminBackup.ts';
export {archive} from './verbs/archive.ts';
export {adminExport, adminImport} from './verbs/adminMoving.ts';
export {at} from './verbs/at.ts';
export {completion} from './verbs/completion.ts';
export {create} from './verbs/create.ts';
export {remove} from './verbs/delete.ts';
export {deleteWholeRoom} from './verbs/deleteRoom.ts';
export {describe} from './verbs/describe.ts';
export {edit} from './verbs/edit.ts';
export {devices} from './verbs/devices.ts';
export {doctor} from './verbs/doctor.ts';
export {direct} from './verbs/direct.ts';
export {files} from './verbs/files.ts';
export {friend} from './verbs/friend.ts';
export {get} from './verbs/get.ts';
export {highlight} from './verbs/highlight.ts';
export {inbox} from './verbs/inbox.ts';
export {invite} from './verbs/invite.ts';
export {join} from './verbs/join.ts';
export {leave} from './verbs/leave.ts';
export {login} from './verbs/login.ts';
export {logout} from './verbs/logout.ts';
export {me} from './verbs/me.ts';
export {members} from './verbs/members.ts';
export {mute} from './verbs/mute.ts';
export {names} from './verbs/names.ts';
export {notify} from './verbs/notify.ts';
export {passwd} from './verbs/passwd.ts';
export {pin} from './verbs/pin.ts';
export {react} from './verbs/react.ts';
export {read} from './verbs/read.ts';
export {recovery} from './verbs/recovery.ts';
export {register} from './verbs/register.ts';
export {removeMember} from './verbs/remove.ts';
export {rename} from './verbs/rename.ts';
export {reply} from './verbs/reply.ts';
export {report} from './verbs/report.ts';
export {role} from './verbs/role.ts';
export {restore} from './verbs/restore.ts';
export {remind} from './verbs/remind.ts';
export {rooms} from './verbs/rooms.ts';
export {rules} from './verbs/rules.ts';
export {run} from './verbs/run.ts';
export {screen} from './verbs/screen.ts';
export {search} from './verbs/search.ts';
export {sshKeys} from './verbs/sshKeys.ts';
export {secondFactor} from './verbs/secondFactor.ts';
export {send} from './verbs/send.ts';
export {serve} from './verbs/serve.ts';
export {set} from './verbs/set.ts';
export {status} from './verbs/status.ts';
export {tail} from './verbs/tail.ts';
export {threads} from './verbs/threads.ts';
export {topic} from './verbs/topic.ts';
export {trust} from './verbs/trust.ts';
export {unread} from './verbs/unread.ts';
export {wait} from './verbs/wait.ts';
export {whoami} from './verbs/whoami.ts';
