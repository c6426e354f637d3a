/** List of the acts: everything that a key of the table can do. */
export {
  nextActivity,
  roomByNumber,
  roomLast,
  roomNext,
  roomPrevious,
  serverNext,
  serverPrevious,
  unreadNext,
  unreadPrevious,
} from './acts/rooms.ts';
export {
  paneNext,
  panePrevious,
  roomsPane,
  selectDown,
  selectEnter,
  roomDown,
  roomUp,
  selectUp,
  transfersPane,
  usersPane,
} from './acts/panes.ts';
export {inbox, mentionNext, mentionPrevious, openLink, search, threads} from './acts/places.ts';
export {firstUnread, linesDown, linesUp, newest, oldest, pageDown, pageUp, wheelDown, wheelUp} from './acts/reading.ts';
export {
  messageCopy,
  messageCopyAll,
  messageCopyCode,
  messageCopyLink,
  messageMark,
  messageTake,
} from './acts/copying.ts';
export {
  editLast,
  messageDelete,
  messageDown,
  messageEdit,
  messageForward,
  messageHistory,
  messageInfo,
  messageLeave,
  messageLink,
  messageOriginal,
  messagePin,
  messageQuote,
  messageReact,
  messageReactions,
  messageReply,
  messageStar,
  messageThread,
  messageUnread,
  messageUp,
  messageView,
  selectMessage,
} from './acts/messages.ts';
export {modeAppend, modeAppendLine, modeCommand, modeInsert, modeInsertLine, modeOpenLine} from './acts/modes.ts';
export {escape, filePicker, goTo, help, interrupt, leader, mouse, redraw, suspend} from './acts/screen.ts';
export {editExternally, historySearch} from './acts/recall.ts';
export {
  transferAccept,
  transferOpen,
  transferPreview,
  transferRetry,
  transferReveal,
  transferStop,
} from './acts/transfers.ts';
export {bareView} from './acts/bare.ts';
