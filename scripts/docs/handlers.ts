/** One sentence about every request, for the protocol's documentation; a request without one does not compile. */
import * as handlers from '../../src/server/requests/handlers.ts';
import type {Handler} from '../../src/server/requests/handler.ts';
import type {RequestName} from '../../src/shared/protocol.ts';

const ABOUT: Record<RequestName, string> = {
  ping: 'Answered when everything this connection asked before is answered.',
  serverShow: 'What a client must know before login.',
  accountRegister: 'Makes an account and logs it in. With the owner code it owns the server.',
  passwordChange: 'Ends all other sessions of the account.',
  sessionLogin: 'Logs in. A wrong name and a wrong password get the same answer.',
  sessionOpen: 'Subscribes this connection to the rooms of its account, then tells where everything stands.',
  sessionEnd: 'Logs out: the token is void, its connections end.',
  sessionQuit: 'Says last words to the others; disconnect afterwards.',
  roomCreate: 'Makes a room and enters it.',
  roomJoin: 'Enters a public room, or a private one with an invitation.',
  roomLeave: 'Leaves a room.',
  roomList: 'Public rooms and one’s own, ordered by name.',
  roomInvite: 'Invites people into a room one is in.',
  roomRulesSet:
    'Says who may write, invite and mention everybody, how often one person may write, and locks or unlocks the room.',
  roomRoleSet: 'Gives a member another role in the room; `owner` hands it over.',
  memberRemove: 'Removes a member with a lower role, who comes back by invitation only.',
  topicSet: 'Sets the topic; empty removes it.',
  directOpen: 'The conversation with one person; made the first time.',
  memberList: 'Members of a room, ordered by name.',
  userShow: 'What is known about a person.',
  friendAdd: 'Asks somebody to be friends, or accepts where they asked.',
  friendRemove: 'Ends a friendship, takes back a request, or declines one.',
  personBlock: 'Blocks somebody, or no more.',
  groupOpen: 'The conversation with several people; made the first time.',
  preferencesSet: 'Changes how one wants things.',
  roomPreferencesSet: 'Changes how one wants a room.',
  presenceSet: 'Says that one is away, or back.',
  userRoleSet: 'Gives somebody below oneself a role; `owner` hands the server over.',
  userKick: 'Ends all connections of a person, with notice to them and to #lobby.',
  messageSend: 'Appends a message. Answered after the commit.',
  entryList: 'A page of the log, oldest first: after or before a seq, or the newest.',
  entryFind: 'Where in the log something is: the first entry at a time, or the next mention of oneself.',
  cursorMove: 'Says up to where the room was read; forward only.',
  cursorReset: 'What is unread begins with this seq again, on all devices.',
  inboxList: 'Mentions, answers, reactions, offers and invitations, newest first.',
  fileOffer: 'Announces a file to a room; its bytes follow over HTTP.',
  fileShow: 'Where a file stands.',
  fileList: 'Files of a room, newest first.',
  fileComplete: 'All bytes are there and have this SHA-256.',
  fileCancel: 'Takes one’s own file back.',
  fileDecline: 'Tells the sender that the file is not wanted.',
  fileDelete: 'Removes a file of anybody, in any room.',
  adminCommand: 'Runs one of the admin commands; see operations.md for the table.',
  adminFiles: 'All files on the disk, largest first.',
  adminLog: 'Login attempts, newest first.',
  adminUsers: 'All accounts, ordered by name.',
  serverKeep: 'An embedded server stays although nobody is connected.',
  serverStop: 'Stops an embedded server.',
};

const byName: {[Name in RequestName]: Handler<Name>} = handlers;

export const HANDLER_FACTS = Object.fromEntries(
  Object.entries(ABOUT).map(([name, about]) => [name, {about, access: byName[name as RequestName].access}]),
) as Record<RequestName, {about: string; access: Handler<RequestName>['access']}>;
