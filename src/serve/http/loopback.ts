/** Whether a host name, without a port, means this very machine: `localhost`, `127.x.x.x` or `::1`. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
