// The filter on ports: "5432", "tcp", "tcp/5432".

import type { Connection } from "./model";

/** Tells whether a connection has the port, before or after; null where nothing is asked or the text is no port. */
export function portFilter(text: string): ((connection: Connection) => boolean) | null {
  const wanted = parse(text);
  if (wanted === null || wanted === "wrong") {
    return null;
  }

  const known = new Map<string[], boolean>();
  return connection => has(connection.before) || has(connection.after);

  // Lists of ports are shared by many connections.
  function has(ports: string[]): boolean {
    let answer = known.get(ports);
    if (answer === undefined) {
      answer = ports.some(matches);
      known.set(ports, answer);
    }

    return answer;
  }

  function matches(range: string): boolean {
    if (range === "all") {
      return true;
    }

    const [protocol, numbers] = range.split(" ") as [string, string];
    const [first, last] = numbers.split("-").map(Number) as [number, number | undefined];
    const { protocol: wantedProtocol, port } = wanted as Wanted;
    return (wantedProtocol === null || wantedProtocol === protocol) && (port === null || (port >= first && port <= (last ?? first)));
  }
}

/** What is wrong with the text; empty when nothing is. */
export function portMistake(text: string): string {
  return parse(text) === "wrong" ? "expected 5432, tcp or tcp/5432" : "";
}

interface Wanted {
  protocol: string | null;
  port: number | null;
}

function parse(text: string): Wanted | null | "wrong" {
  const trimmed = text.trim().toUpperCase();
  if (trimmed === "") {
    return null;
  }

  const match = /^(?:(TCP|UDP|SCTP)(?:[\/ ](\d+))?|(\d+))$/.exec(trimmed);
  const port = match?.[2] ?? match?.[3];
  return match === null || (port !== undefined && (Number(port) < 1 || Number(port) > 65535))
    ? "wrong"
    : { protocol: match[1] ?? null, port: port === undefined ? null : Number(port) };
}
