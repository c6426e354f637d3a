/**
 * The load generator: reads a plan, logs clients in, sends messages, counts what arrives, and writes one line of JSON for every
 * act. Loopback only.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

typedef struct { char *at; size_t length, room; } bytes;
typedef struct { char *name; bytes send, expect; } step;
typedef struct {
  int fd, index, room;
  bool isOpen, isFramed, wantsToWrite;
  char *columns[9];
  step *waitsFor; /* NULL when nothing of a script is awaited */
  int steps;      /* how many steps of the script are left, the awaited one included */
  bytes seen;     /* what may still belong to what is awaited */
  char carry[64];
  size_t carried;
  bytes outgoing;
  uint64_t received;
  int unacknowledged;
} client;

enum { STEPS = 32, SERVERS = 256, BLOCK = 256 * 1024, MARK = 31, MESSAGES = 1 << 24, SCRIPT_SECONDS = 300 };

/* The plan. */
static int port, senders = 10, together = 50, bodyLength = 100;
static char *websocketPath;
static step steps[STEPS]; /* the first is the way into the WebSocket, where there is one */
static int stepCount = 1;
static bytes answerTo, answerWith, message, acknowledgement;
static int serverPids[SERVERS], serverCount;
static client *clients;
static int clientCount;

/* What happens. */
static int poller, gone, scripted;
static uint16_t *missing;     /* of each message: how many have not got it yet */
static int *peopleIn;         /* of each room */
static uint32_t sent, firstOfAct, inFlight;
static uint64_t deliveries, acknowledged, lastDeliveryNs;
static bool isCounting, countsAcks;
static char block[64 + BLOCK];

static uint64_t nowNs(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void fail(const char *format, ...) {
  va_list rest;
  va_start(rest, format);
  vfprintf(stderr, format, rest);
  fputc('\n', stderr);
  exit(2);
}

static void append(bytes *to, const char *from, size_t length) {
  if (to->length + length > to->room) to->at = realloc(to->at, to->room = (to->length + length) * 2);
  memcpy(to->at + to->length, from, length);
  to->length += length;
}

static void drop(bytes *from, size_t length) {
  memmove(from->at, from->at + length, from->length -= length);
}

/* ---- What it costs: of the servers by their processor clocks, of this process by its own. ---- */

static double secondsOf(clockid_t clock) {
  struct timespec t;
  return clock_gettime(clock, &t) == 0 ? (double)t.tv_sec + (double)t.tv_nsec / 1e9 : 0;
}

static double serverCpu(void) {
  double sum = 0;
  clockid_t clock;
  for (int i = 0; i < serverCount; i++) if (clock_getcpuclockid(serverPids[i], &clock) == 0) sum += secondsOf(clock);
  return sum;
}

static long serverResidentKib(void) {
  long sum = 0;
  for (int i = 0; i < serverCount; i++) {
    char line[256];
    snprintf(line, sizeof line, "/proc/%d/status", serverPids[i]);
    FILE *status = fopen(line, "r");
    if (!status) continue;
    while (fgets(line, sizeof line, status)) if (strncmp(line, "VmRSS:", 6) == 0) sum += atol(line + 6);
    fclose(status);
  }
  return sum;
}

/* ---- Latencies, in 64 steps for every doubling. ---- */

static uint32_t counts[64 * 64];

static void countLatency(uint64_t ns) {
  int e = ns < 64 ? 0 : 63 - __builtin_clzll(ns);
  counts[ns < 64 ? ns : (unsigned)(e - 5) * 64 + ((ns >> (e - 6)) & 63)]++;
}

static double quantileMs(double share) {
  uint64_t total = 0, before = 0;
  for (int i = 0; i < 64 * 64; i++) total += counts[i];
  for (int i = 0; total && i < 64 * 64; i++)
    if ((before += counts[i]) > share * (double)(total - 1))
      return (double)(i < 64 ? (uint64_t)i : (uint64_t)(64 + i % 64) << (i / 64 - 1)) / 1e6;
  return 0;
}

/* ---- Sending. ---- */

static void watchFor(client *one, bool toWrite) {
  if (one->wantsToWrite == toWrite) return;
  one->wantsToWrite = toWrite;
  struct epoll_event event = {.events = EPOLLIN | (toWrite ? EPOLLOUT : 0), .data.ptr = one};
  epoll_ctl(poller, EPOLL_CTL_MOD, one->fd, &event);
}

static void lose(client *one) {
  if (!one->isOpen) return;
  one->isOpen = false;
  gone++;
  close(one->fd);
}

static size_t tryToSend(client *one, const char *from, size_t length) {
  ssize_t done = send(one->fd, from, length, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (done < 0 && errno != EAGAIN) lose(one);
  return done < 0 ? 0 : (size_t)done;
}

static void put(client *one, const char *from, size_t length) {
  size_t done = one->outgoing.length || !one->isOpen ? 0 : tryToSend(one, from, length);
  if (done == length || !one->isOpen) return;
  append(&one->outgoing, from + done, length - done);
  watchFor(one, true);
}

static void putRest(client *one) {
  drop(&one->outgoing, tryToSend(one, one->outgoing.at, one->outgoing.length));
  if (one->isOpen && one->outgoing.length == 0) watchFor(one, false);
}

/* RFC 6455 §5.2; the masking key 0 changes nothing. */
static void putFramed(client *one, const char *from, size_t length) {
  static char frame[65536];
  if (length == 0) return;
  if (!one->isFramed) return put(one, from, length);
  size_t head = length < 126 ? 2 : 4;
  frame[0] = (char)0x81;
  frame[1] = (char)(0x80 | (length < 126 ? length : 126));
  if (head == 4) frame[2] = (char)(length >> 8), frame[3] = (char)length;
  memset(frame + head, 0, 4);
  memcpy(frame + head + 4, from, length);
  put(one, frame, head + 4 + length);
}

/* As the program's own clients make it: 48 bits of milliseconds since 1970, then 80 random ones, in base64url. */
static size_t putName(char *to) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  static uint64_t state;
  if (state == 0) state = nowNs() | 1;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  uint64_t atMs = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
  for (int i = 0; i < 8; i++) to[i] = digits[atMs >> (42 - 6 * i) & 63];
  for (int i = 8; i < 22; i++) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    to[i] = digits[state >> (i < 21 ? 58 : 62) << (i < 21 ? 0 : 4)];
  }
  return 22;
}

/* `%1` to `%9` are the client's columns, `%N` its number, `%B` the body, `%I` 22 characters that name the message. */
static size_t fill(char *to, bytes template, const client *one, const char *body) {
  size_t length = 0;
  for (size_t i = 0; i < template.length; i++) {
    char kind = template.at[i];
    if (kind != '%') {
      to[length++] = kind;
      continue;
    }
    kind = template.at[++i];
    if (kind == 'N') length += (size_t)sprintf(to + length, "%d", one->index);
    else if (kind == 'B') length += (size_t)sprintf(to + length, "%s", body);
    else if (kind == 'I') length += putName(to + length);
    else if (kind >= '1' && kind <= '9' && one->columns[kind - '1'])
      length += (size_t)sprintf(to + length, "%s", one->columns[kind - '1']);
  }
  return length;
}

/* The mark is `~T`, 4 hex digits of who, 8 of which, 16 of when, `~`. */
static void sendMessage(client *one, uint64_t dueNs) {
  static const char filler[] = " the quick brown fox jumps over the lazy dog";
  static char body[8192], packet[16384];
  if (sent >= MESSAGES) fail("too many messages for one plan");
  if (!one->isOpen) fail("a sender was disconnected");
  uint32_t id = sent++;
  missing[id] = (uint16_t)(peopleIn[one->room] - 1);
  inFlight++;
  one->unacknowledged++;
  int length = sprintf(body, "~T%04x%08x%016llx~", one->index, id, (unsigned long long)dueNs);
  for (int i = 0; length < bodyLength; i++) body[length++] = filler[i % (int)(sizeof filler - 1)];
  body[length] = 0;
  putFramed(one, packet, fill(packet, message, one, body));
}

static void sendNext(uint64_t dueNs) {
  static int next;
  sendMessage(&clients[next++ % senders], dueNs);
}

/* ---- Receiving. ---- */

static void sendStep(client *one) {
  static char text[16384];
  putFramed(one, text, fill(text, one->waitsFor->send, one, ""));
}

static void followScript(client *one, const char *from, size_t length) {
  append(&one->seen, from, length);
  while (one->waitsFor) {
    bytes expect = one->waitsFor->expect;
    char *found = memmem(one->seen.at, one->seen.length, expect.at, expect.length);
    if (!found) {
      if (one->seen.length >= expect.length) drop(&one->seen, one->seen.length - expect.length + 1);
      return;
    }
    drop(&one->seen, (size_t)(found - one->seen.at) + expect.length);
    one->isFramed = websocketPath != NULL;
    if (--one->steps > 0) one->waitsFor++, sendStep(one);
    else one->waitsFor = NULL, one->seen.length = 0, scripted++;
  }
}

/* How often `what` ends in the new part of the block; what ended before was counted before. */
static int occurrences(bytes what, const char *start, const char *fresh, const char *end) {
  int count = 0;
  if (what.length == 0) return 0;
  for (const char *at = start; (at = memchr(at, what.at[0], (size_t)(end - at))); at++) {
    if ((size_t)(end - at) < what.length) break;
    if (memcmp(at, what.at, what.length) == 0 && at + what.length > fresh) count++;
  }
  return count;
}

static uint64_t hex(const char *from, int digits) {
  uint64_t value = 0;
  for (int i = 0; i < digits; i++) value = value << 4 | (uint64_t)(from[i] <= '9' ? from[i] - '0' : from[i] - 'a' + 10);
  return value;
}

static void countMark(client *one, const char *mark, uint64_t atNs) {
  uint32_t id = (uint32_t)hex(mark + 6, 8);
  if (!isCounting || id < firstOfAct || id >= sent) return;
  if ((int)hex(mark + 2, 4) == one->index) {
    if (acknowledgement.length == 0) acknowledged++, one->unacknowledged--;
    return;
  }
  uint64_t dueNs = hex(mark + 14, 16);
  countLatency(atNs > dueNs ? atNs - dueNs : 0);
  deliveries++;
  lastDeliveryNs = atNs;
  if (missing[id] && --missing[id] == 0) inFlight--;
}

static void receive(client *one) {
  char *start = block + 64 - one->carried, *fresh = block + 64;
  memcpy(start, one->carry, one->carried);
  ssize_t got = recv(one->fd, fresh, BLOCK, MSG_DONTWAIT);
  if (got <= 0) {
    if (got == 0 || errno != EAGAIN) lose(one);
    return;
  }
  char *end = fresh + got, *kept = start;
  one->received += (uint64_t)got;
  if (one->waitsFor) followScript(one, fresh, (size_t)got);
  for (int due = occurrences(answerTo, start, fresh, end); due > 0; due--) putFramed(one, answerWith.at, answerWith.length);
  if (countsAcks) {
    int count = occurrences(acknowledgement, start, fresh, end);
    acknowledged += (uint64_t)count;
    one->unacknowledged -= count;
  }
  uint64_t atNs = nowNs();
  for (char *at = start; (at = memchr(at, '~', (size_t)(end - at)));) {
    if (end - at < MARK) {
      kept = at;
      break;
    }
    bool isMark = at[1] == 'T' && at[MARK - 1] == '~';
    if (isMark) countMark(one, at, atNs);
    at += isMark ? MARK : 1;
    kept = at;
  }
  if (end - kept > MARK - 1) kept = end - (MARK - 1);
  one->carried = (size_t)(end - kept);
  memcpy(one->carry, kept, one->carried);
}

static void turn(uint64_t waitNs) {
  struct epoll_event events[512];
  struct timespec wait = {(time_t)(waitNs / 1000000000), (long)(waitNs % 1000000000)};
  int count = epoll_pwait2(poller, events, 512, &wait, NULL);
  for (int i = 0; i < count; i++) {
    client *one = events[i].data.ptr;
    if (one->isOpen && (events[i].events & ~(unsigned)EPOLLOUT)) receive(one);
    if (one->isOpen && (events[i].events & EPOLLOUT)) putRest(one);
  }
}

/* ---- The acts. ---- */

typedef struct { uint64_t startNs; double server, own; int gone; uint32_t residentKib; } account;

static account openAccount(void) {
  memset(counts, 0, sizeof counts);
  deliveries = acknowledged = lastDeliveryNs = 0;
  inFlight = 0;
  firstOfAct = sent;
  return (account){nowNs(), serverCpu(), secondsOf(CLOCK_PROCESS_CPUTIME_ID), gone, (uint32_t)serverResidentKib()};
}

static void tell(const char *act, account since, uint64_t endNs) {
  double seconds = (double)(endNs - since.startNs) / 1e9, server = serverCpu() - since.server;
  double own = secondsOf(CLOCK_PROCESS_CPUTIME_ID) - since.own;
  long long lost = 0;
  for (uint32_t id = firstOfAct; id < sent; id++) lost += missing[id];
  printf("{\"act\":\"%s\",\"seconds\":%.6f,\"sent\":%u,\"deliveries\":%llu,\"acknowledged\":%llu,\"lost\":%lld,"
         "\"disconnected\":%d,"
         "\"p50Ms\":%.4f,\"p99Ms\":%.4f,\"serverCpuSeconds\":%.6f,\"serverUtilisation\":%.4f,\"ownUtilisation\":%.4f,"
         "\"residentKibBefore\":%u,\"residentKib\":%ld}\n",
         act, seconds, sent - firstOfAct, (unsigned long long)deliveries, (unsigned long long)acknowledged, lost,
         gone - since.gone,
         quantileMs(0.5), quantileMs(0.99), server, server / seconds, own / seconds, since.residentKib, serverResidentKib());
  fflush(stdout);
}

/* Every client has an address of its own, as people have. */
static void openClient(client *one) {
  int yes = 1;
  char source[32];
  struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  snprintf(source, sizeof source, "127.0.%d.%d", 1 + one->index / 200, 1 + one->index % 200);
  inet_pton(AF_INET, source, &from.sin_addr);
  inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
  one->fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  bind(one->fd, (struct sockaddr *)&from, sizeof from);
  if (connect(one->fd, (struct sockaddr *)&to, sizeof to) != 0) fail("connect: %s", strerror(errno));
  fcntl(one->fd, F_SETFL, O_NONBLOCK);
  one->isOpen = true;
  one->isFramed = one->wantsToWrite = false;
  one->carried = one->outgoing.length = one->seen.length = 0;
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = one};
  epoll_ctl(poller, EPOLL_CTL_ADD, one->fd, &event);
}

/* Everybody goes through the steps of this name, so many at a time; who logs in is connected first. */
static void playScript(const char *name) {
  step *first = NULL;
  int length = 0, begun = 0;
  bool opens = strcmp(name, "login") == 0;
  for (int i = 0; i < stepCount; i++) if (steps[i].name && strcmp(steps[i].name, name) == 0 && length++ == 0) first = &steps[i];
  uint64_t deadlineNs = nowNs() + SCRIPT_SECONDS * 1000000000ull;
  scripted = 0;
  while (scripted + gone < clientCount && nowNs() < deadlineNs) {
    for (; begun < clientCount && begun - scripted < together; begun++) {
      client *one = &clients[begun];
      if (opens) openClient(one);
      if (length == 0) {
        scripted++;
        continue;
      }
      one->waitsFor = first;
      one->steps = length;
      sendStep(one);
    }
    turn(100000000);
  }
  if (scripted == clientCount) return;
  for (int i = 0; i < clientCount; i++)
    if (clients[i].waitsFor || !clients[i].isOpen)
      fail("%s: client %d %s; last seen: %.*s", name, i, clients[i].isOpen ? "waits" : "was disconnected",
           (int)clients[i].seen.length, clients[i].seen.at);
}

/* Until nothing has arrived for 300 ms. */
static uint64_t settle(void) {
  uint64_t lastNs = nowNs(), before = 0, startNs = lastNs;
  while (nowNs() - lastNs < 300000000 && nowNs() - startNs < 120000000000) {
    uint64_t received = 0;
    turn(20000000);
    for (int i = 0; i < clientCount; i++) received += clients[i].received;
    if (received != before) lastNs = nowNs(), before = received;
  }
  return lastNs;
}

/* Waits for what is in flight; gives up when nothing has arrived for five seconds. */
static void drain(void) {
  for (uint64_t before = deliveries, lastNs = nowNs(); inFlight > 0 && nowNs() - lastNs < 5000000000; turn(5000000))
    if (deliveries != before) before = deliveries, lastNs = nowNs();
}

static void keepInFlight(uint32_t window, uint64_t endNs) {
  while (nowNs() < endNs) {
    while (inFlight < window) sendNext(nowNs());
    turn(50000000);
  }
}

static void keepUnacknowledged(int window, uint64_t endNs) {
  countsAcks = true;
  while (nowNs() < endNs) {
    for (int i = 0; i < senders; i++) while (clients[i].unacknowledged < window) sendMessage(&clients[i], nowNs());
    turn(50000000);
  }
  countsAcks = false;
}

static void sendAtRate(double perSecond, uint64_t startNs, uint64_t endNs) {
  for (uint64_t count = 0;;) {
    uint64_t dueNs = startNs + (uint64_t)((double)count * 1e9 / perSecond), atNs = nowNs();
    if (dueNs >= endNs) return;
    if (atNs >= dueNs) sendNext(dueNs), count++;
    else turn(dueNs - atNs);
  }
}

static void act(const char *line) {
  char kind[32];
  double amount = 0, seconds = 0;
  if (sscanf(line, "%31s %lf %lf", kind, &amount, &seconds) < 1) fail("no act");
  account since = openAccount();
  uint64_t endNs = since.startNs + (uint64_t)(seconds * 1e9);
  bool isSending = true;
  for (int i = 0; i < clientCount; i++) clients[i].unacknowledged = 0;
  isCounting = true;
  if (strcmp(kind, "delivered") == 0) keepInFlight((uint32_t)amount, endNs);
  else if (strcmp(kind, "acknowledged") == 0) keepUnacknowledged((int)amount, endNs);
  else if (strcmp(kind, "rate") == 0) sendAtRate(amount, since.startNs, endNs);
  else isSending = false;
  if (isSending) {
    uint64_t acked = acknowledged;
    drain();
    acknowledged = acked;
    if (strcmp(kind, "acknowledged") != 0 && lastDeliveryNs) endNs = lastDeliveryNs;
  } else if (strcmp(kind, "login") == 0 || strcmp(kind, "join") == 0) {
    playScript(kind);
    endNs = nowNs();
  } else if (strcmp(kind, "disconnect") == 0) {
    for (int i = 0; i < clientCount; i++) lose(&clients[i]);
    gone = 0;
    endNs = nowNs();
  } else if (strcmp(kind, "settle") == 0) endNs = settle();
  else if (strcmp(kind, "idle") == 0) while (nowNs() < endNs) turn(50000000);
  else fail("unknown act: %s", line);
  isCounting = false;
  tell(kind, since, endNs);
}

/* ---- The plan, line by line. ---- */

static bytes unescaped(const char *text) {
  bytes all = {0};
  for (; *text; text++) {
    char byte = *text;
    if (byte == '\\') {
      byte = *++text;
      if (byte == 'r') byte = '\r';
      else if (byte == 'n') byte = '\n';
      else if (byte == 'x') byte = (char)hex(text + 1, 2), text += 2;
    }
    append(&all, &byte, 1);
  }
  return all;
}

static step stepFrom(char *name, char *rest) {
  char *arrow = strstr(rest, " ==> ");
  if (!arrow) fail("no ==> in %s", rest);
  *arrow = 0;
  return (step){strdup(name), unescaped(rest), unescaped(arrow + 5)};
}

static void addClient(char *rest) {
  static int room;
  if (clientCount == room) clients = realloc(clients, sizeof *clients * (size_t)(room = room * 2 + 64));
  client one = {.index = clientCount, .room = atoi(strsep(&rest, "\t"))};
  for (int i = 0; rest && i < 9; i++) one.columns[i] = strdup(strsep(&rest, "\t"));
  clients[clientCount++] = one;
}

static void begin(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  poller = epoll_create1(0);
  missing = calloc(MESSAGES, sizeof *missing);
  peopleIn = calloc((size_t)clientCount + 1, sizeof *peopleIn);
  for (int i = 0; i < clientCount; i++) peopleIn[clients[i].room]++;
  if (senders > clientCount) senders = clientCount;
  if (!websocketPath) return;
  static char request[1024];
  snprintf(request, sizeof request,
           "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
           websocketPath, port);
  steps[0] = (step){"login", {request, strlen(request), 0}, {"\r\n\r\n", 4, 0}};
}

int main(void) {
  char *line = NULL, *rest;
  size_t room = 0;
  bool hasBegun = false;
  for (ssize_t length; (length = getline(&line, &room, stdin)) > 0;) {
    line[strcspn(line, "\n")] = 0;
    rest = line;
    char *key = strsep(&rest, " ");
    if (!rest) rest = "";
    if (strcmp(key, "port") == 0) port = atoi(rest);
    else if (strcmp(key, "websocket") == 0) websocketPath = strdup(rest);
    else if (strcmp(key, "senders") == 0) senders = atoi(rest);
    else if (strcmp(key, "together") == 0) together = atoi(rest);
    else if (strcmp(key, "length") == 0) bodyLength = atoi(rest);
    else if (strcmp(key, "server") == 0 && serverCount < SERVERS) serverPids[serverCount++] = atoi(rest);
    else if (strcmp(key, "client") == 0) addClient(rest);
    else if (strcmp(key, "message") == 0) message = unescaped(rest);
    else if (strcmp(key, "acknowledgement") == 0) acknowledgement = unescaped(rest);
    else if (strcmp(key, "answer") == 0) {
      step pair = stepFrom(key, rest);
      answerWith = pair.send, answerTo = pair.expect;
    } else if (strcmp(key, "step") == 0 && stepCount < STEPS) {
      char *name = strsep(&rest, " ");
      steps[stepCount++] = stepFrom(name, rest ? rest : "");
    } else if (strcmp(key, "do") == 0) {
      if (!hasBegun) begin(), hasBegun = true;
      act(rest);
    } else fail("unknown line of the plan: %s", key);
  }
  return 0;
}
