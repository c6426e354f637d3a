/**
 * Reference server: socket.io 4 with storage. Messages that arrive while the event loop is busy share one fsynced commit and one
 * event per room.
 */
import {DatabaseSync} from 'node:sqlite';
import {Server} from 'socket.io';

interface Waiting {
  room: string;
  from: string;
  body: string;
  ack: (answer: unknown) => void;
}

const [port, path] = process.argv.slice(2) as [string, string];
const database = new DatabaseSync(path);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
database.exec('CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT, sender TEXT, body TEXT, UNIQUE (sender, id))');
const insert = database.prepare('INSERT INTO messages (room, sender, body) VALUES (?, ?, ?)');
const io = new Server({serveClient: false, perMessageDeflate: false, transports: ['websocket']});
let waiting: Waiting[] = [];

function commit(): void {
  const taken = waiting;
  waiting = [];
  const rooms = new Map<string, unknown[]>();
  database.exec('BEGIN');
  for (const {room, from, body} of taken) {
    const id = Number(insert.run(room, from, body).lastInsertRowid);
    if (!rooms.has(room)) rooms.set(room, []);
    rooms.get(room)!.push({id, from, body});
  }
  database.exec('COMMIT');
  for (const [room, entries] of rooms) io.to(room).emit('messages', {room, entries});
  for (const {ack} of taken) ack({ok: true});
}

io.on('connection', socket => {
  socket.on('join', (room: string, ack: (answer: unknown) => void) => {
    void socket.join(room);
    ack({ok: true});
  });
  socket.on('message', (message: {room: string; body: string}, ack: (answer: unknown) => void) => {
    if (waiting.push({...message, from: socket.id, ack}) === 1) setImmediate(commit);
  });
});
io.listen(Number(port));
