// An HTTP/2 server over TLS for the tests of the HTTP client.
//
//   node h2_server.mjs <key file> <certificate file>
//
// Prints its port and that of a server that answers whatever is asked with a GOAWAY
// naming no stream at all, then one line for each request it took. What it does is in the path:
//   /echo      answers with method and body
//   /refuse    refuses the stream, unread
//   /refuse/1  refuses the first such stream and answers those after it
//   /goaway    lets the connection go, naming the stream before this as the last it took
//   /reset     resets the stream with INTERNAL_ERROR
//   /gone      closes the connection without an answer
//   /silent    never answers
// Ends when its standard input does.
import { readFileSync } from "node:fs";
import http2 from "node:http2";
import tls from "node:tls";

const [keyFile, certificateFile] = process.argv.slice(2);
const server = http2.createSecureServer({
  key: readFileSync(keyFile),
  cert: readFileSync(certificateFile),
  allowHTTP1: true,
});
const { NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM, NGHTTP2_INTERNAL_ERROR } = http2.constants;
let refused = 0;

const say = (text) => process.stdout.write(`${text}\n`);

function echo(stream, headers) {
  const pieces = [];
  stream.on("data", (piece) => pieces.push(piece));
  stream.on("end", () => {
    say(`took ${headers[":method"]} ${headers[":path"]}`);
    stream.respond({ ":status": 200, "x-length": headers["content-length"] ?? "" });
    stream.end(`${headers[":method"]} ${Buffer.concat(pieces)}`);
  });
}

/** Calls `act` when the request is here as a whole. */
function afterAll(stream, headers, act) {
  stream.resume();
  stream.on("end", () => {
    say(`took ${headers[":method"]} ${headers[":path"]}`);
    act();
  });
}

server.on("stream", (stream, headers) => {
  stream.on("error", () => {});
  const path = headers[":path"];
  if (path === "/refuse" || (path === "/refuse/1" && refused++ === 0))
    stream.close(NGHTTP2_REFUSED_STREAM);
  else if (path === "/goaway") stream.session.goaway(NGHTTP2_NO_ERROR, stream.id - 2);
  else if (path === "/reset") afterAll(stream, headers, () => stream.close(NGHTTP2_INTERNAL_ERROR));
  else if (path === "/gone") afterAll(stream, headers, () => stream.session.destroy());
  else if (path === "/silent") afterAll(stream, headers, () => {});
  else echo(stream, headers);
});
server.on("sessionError", () => {});
server.on("tlsClientError", () => {});
// Requests over HTTP/1.1: those that must not share a connection.
server.on("request", (request, response) => {
  if (request.httpVersion !== "1.1") return;
  say(`took ${request.method} ${request.url} over 1.1`);
  response.end(request.method);
});

// node sends no GOAWAY with 0 as the last stream: these are the frames themselves
// (RFC 9113 4.1: length, type, flags, stream; then the payload).
const SETTINGS = 4;
const HEADERS = 1;
const frame = (type, flags, payload = []) =>
  Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, 0, ...payload]);
const goaway = frame(7, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
const preface = 24;
const leaving = tls.createServer(
  { key: readFileSync(keyFile), cert: readFileSync(certificateFile), ALPNProtocols: ["h2"] },
  (socket) => {
    let bytes = Buffer.alloc(0);
    let at = preface;
    socket.on("error", () => {});
    socket.write(frame(SETTINGS, 0));
    socket.on("data", (piece) => {
      bytes = Buffer.concat([bytes, piece]);
      while (bytes.length >= at + 9) {
        const type = bytes[at + 3];
        at += 9 + bytes.readUIntBE(at, 3);
        if (type === HEADERS) socket.write(goaway);
      }
    });
  },
);

server.listen(0, "127.0.0.1", () =>
  leaving.listen(0, "127.0.0.1", () => say(`${server.address().port} ${leaving.address().port}`)),
);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
