// The connections as the views see them.

import type { PictureData } from "./data";

export type Change = "lost" | "gained" | "changed" | "unchanged";

export const changes: readonly Change[] = ["lost", "gained", "changed", "unchanged"];

/** Never by colour alone. */
export const signs: Record<Change, string> = { lost: "−", gained: "+", changed: "±", unchanged: "·" };

export interface Space {
  id: number;
  name: string;
  isOutside: boolean;
  ends: End[];
}

export interface End {
  id: number;
  space: Space;
  name: string;
  kind: string;
  part: string;
  /** As the command line prints it: namespace/name[Kind], or a range of addresses. */
  label: string;
}

export interface Answer {
  ports: string[];
  allowed: boolean;
  egress: Side;
  ingress: Side;
  pairs: number;
  of: number;
}

export interface Side {
  isolatedBy: string[];
  allowedBy: string[];
  exemption: string;
}

export interface Connection {
  id: number;
  from: End;
  to: End;
  before: string[];
  after: string[];
  beforeIsPartial: boolean;
  afterIsPartial: boolean;
  change: Change;
  pattern: number;
  egress: number;
  ingress: number;
}

export interface Model {
  states: 1 | 2;
  leftOut: number;
  spaces: Space[];
  ends: End[];
  connections: Connection[];
  /** Which policy and rule allow or deny a connection, before and after. */
  explain(connection: Connection): { before: Answer[]; after: Answer[] };
}

export function modelOf(data: PictureData): Model {
  const spaces: Space[] = [...data.namespaces, "outside the cluster"].map((name, id) =>
    ({ id, name, isOutside: id === data.namespaces.length, ends: [] }));
  const ends = data.ends.map(([space, name, kind, part], id) => {
    const owner = spaces[space < 0 ? spaces.length - 1 : space]!;
    const end: End = { id, space: owner, name, kind, part, label: space < 0 ? name : `${owner.name}/${name}[${kind}]${part}` };
    owner.ends.push(end);
    return end;
  });
  const connections: Connection[] = [];
  const lastIngress = new Array<number>(ends.length).fill(0);
  for (const row of data.connections) {
    let [to, egress] = [0, 0];
    for (let i = 1; i < row.length; i += 4) {
      to += row[i]!;
      const pattern = row[i + 1]!;
      egress += row[i + 2]!;
      const ingress = lastIngress[to]! += row[i + 3]!;
      const [before, after, partial] = data.patterns[pattern]!;
      connections.push({
        id: connections.length,
        from: ends[row[0]!]!,
        to: ends[to]!,
        before: data.ports[before]!,
        after: data.ports[after]!,
        beforeIsPartial: (partial & 1) !== 0,
        afterIsPartial: (partial & 2) !== 0,
        change: changeOf(data.ports[before]!, data.ports[after]!, before === after && (partial === 0 || partial === 3)),
        pattern,
        egress,
        ingress,
      });
    }
  }

  return {
    states: data.states,
    leftOut: data.leftOut,
    spaces,
    ends,
    connections,
    explain: connection => explain(data, connection),
  };
}

/** "TCP 80,8080 and UDP 53", as the command line says it. */
export function portsText(ports: string[]): string {
  if (ports.length === 0) {
    return "nothing";
  }

  if (ports[0] === "all") {
    return "all ports";
  }

  const byProtocol = new Map<string, string[]>();
  for (const port of ports) {
    const [protocol, range] = port.split(" ") as [string, string];
    byProtocol.set(protocol, [...(byProtocol.get(protocol) ?? []), range]);
  }

  return [...byProtocol].map(([protocol, ranges]) =>
    ranges[0] === "1-65535" ? `all ${protocol} ports` : `${protocol} ${ranges.join(",")}`).join(" and ");
}

/** What is lost of a connection, or gained. A range that shrinks is named as it was and as it is. */
export function changeText(connection: Connection): string {
  switch (connection.change) {
    case "lost": return before();
    case "changed": return `${before()} → ${after()}`;
    default: return after();
  }

  function before(): string {
    return portsText(connection.before) + (connection.beforeIsPartial ? " (some pods)" : "");
  }

  function after(): string {
    return portsText(connection.after) + (connection.afterIsPartial ? " (some pods)" : "");
  }
}

/** How many workloads these ends are; parts of a workload, told apart by labels, are one. */
export function workloads(ends: readonly End[]): number {
  return new Set(ends.filter(end => !end.space.isOutside).map(end => `${end.space.id}/${end.name}[${end.kind}]`)).size;
}

function changeOf(before: string[], after: string[], isSame: boolean): Change {
  return isSame ? "unchanged" : after.length === 0 ? "lost" : before.length === 0 ? "gained" : "changed";
}

function explain(data: PictureData, connection: Connection): { before: Answer[]; after: Answer[] } {
  const [portsBefore, portsAfter, , before, after] = data.patterns[connection.pattern]!;
  if (after < 0) {
    const ports = data.ports[portsAfter]!.length > 0 ? portsAfter : portsBefore;
    const plain = [answer([ports, connection.egress, connection.ingress, 1, 1])];
    return { before: plain, after: plain };
  }

  return { before: data.answers[before]!.map(answer), after: data.answers[after]!.map(answer) };

  function answer([ports, egress, ingress, pairs, of]: [number, number, number, number, number]): Answer {
    const [out, into] = [side(egress, "egress"), side(ingress, "ingress")];
    return { ports: data.ports[ports]!, allowed: allows(out) && allows(into), egress: out, ingress: into, pairs, of };
  }

  function side(id: number, direction: string): Side {
    const [isolatedBy, allowedBy, exemption] = data.sides[id]!;
    return {
      isolatedBy: isolatedBy.map(policy => data.policies[policy]!),
      allowedBy: allowedBy.map(([policy, position]) => `${data.policies[policy]} ${direction}[${position}]`),
      exemption,
    };
  }
}

function allows(side: Side): boolean {
  return side.exemption !== "" || side.isolatedBy.length === 0 || side.allowedBy.length > 0;
}
