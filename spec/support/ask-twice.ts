import { connect } from 'node:net';

/** All that a server sends for the same request twice over one connection, but for zero bytes. */
export function askTwice(address: string, path: string, onFirstData: () => void = () => {}): Promise<string> {
  const { hostname, port, host } = new URL(address);
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\nGET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      ),
    );
    socket.setEncoding('latin1').once('data', onFirstData);
    socket
      .on('data', (text: string) => (received += text.replaceAll('\0', '')))
      .on('error', () => {})
      .on('close', () => resolve(received));
  });
}
