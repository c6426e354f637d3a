/** List of the panes. */
export {chat} from './panes/chat.tsx';
export {rooms} from './panes/rooms.tsx';
export {transfers} from './panes/transfers.tsx';
export {users} from './panes/users.tsx';
