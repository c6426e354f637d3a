/**
 * Reference client: a minimal chat in Ink, with a list, an input line and socket.io, bundled and built for production like the
 * screen of this project.
 */
import {Box, render, Text, useInput} from 'ink';
import {memo, useEffect, useState} from 'react';
import {io} from 'socket.io-client';

const rows = process.stdout.rows - 1;
const view = rows - 4;
const log: {key: number; from: string; body: string; time: string}[] = [];

const Line = memo(({line}: {line: (typeof log)[number]}) => (
  <Text wrap="truncate">
    <Text dimColor>{line.time} </Text>
    <Text color="green">{line.from} </Text>
    {line.body}
  </Text>
));

const List = memo(({count}: {count: number}) => (
  <Box flexDirection="column" height={view}>
    {log.slice(Math.max(0, count - view), count).map(line => (
      <Line key={line.key} line={line} />
    ))}
  </Box>
));

function App() {
  const [count, setCount] = useState(0);
  const [input, setInput] = useState('');
  const [status, setStatus] = useState('connecting');
  useEffect(() => {
    const socket = io(`http://127.0.0.1:${process.argv[2]}`, {transports: ['websocket']});
    let timer: NodeJS.Timeout | undefined;
    socket.on('connect', () => socket.emit('join', '0', () => setStatus('joined #bench')));
    socket.on('message', (message: {body: string}) => {
      log.push({
        key: log.length,
        from: `user${log.length % 20}`,
        body: message.body,
        time: new Date().toTimeString().slice(0, 5),
      });
      timer ??= setTimeout(() => {
        timer = undefined;
        setCount(log.length);
      }, 33);
    });
    return () => void socket.close();
  }, []);
  useInput((text, key) => {
    if (key.return) setInput('');
    else if (key.backspace || key.delete) setInput(value => value.slice(0, -1));
    else if (text) setInput(value => value + text);
  });
  return (
    <Box flexDirection="column" height={rows}>
      <Text inverse>{` bare ink  ${status}  ${count} `.padEnd(100)}</Text>
      <List count={count} />
      <Text dimColor>{'─'.repeat(100)}</Text>
      <Text>{'> ' + input}</Text>
    </Box>
  );
}

render(<App />, {incrementalRendering: true, maxFps: 60, alternateScreen: true, interactive: true});
