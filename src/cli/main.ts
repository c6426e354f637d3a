/** The program's entry: reads the arguments and runs one verb. */
console.log('chat-tui');
