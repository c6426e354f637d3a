/** Reference server: socket.io 4 only; relays a message to its room and acknowledges it; stores nothing. */
import {Server} from 'socket.io';

const io = new Server({serveClient: false, perMessageDeflate: false, transports: ['websocket']});
io.on('connection', socket => {
  socket.on('join', (room: string, ack: (answer: unknown) => void) => {
    void socket.join(room);
    ack({ok: true});
  });
  socket.on('message', (message: {room: string; body: string}, ack?: (answer: unknown) => void) => {
    io.to(message.room).emit('message', {from: socket.id, body: message.body});
    ack?.({ok: true});
  });
});
const httpServer = io.listen(Number(process.argv[2])).httpServer as unknown as import('node:http').Server;
httpServer.on('listening', () => {
  const address = httpServer.address();
  process.stdout.write(`ready at ${typeof address === 'object' && address ? address.port : ''}\n`);
});
