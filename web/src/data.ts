// What the command line has written into the page. The C# beside Html/PictureJson.cs writes what is read here.

export type Verdict = "allow" | "audit" | "warn" | "deny";

export interface PageData {
  command: "review" | "diff" | "connections";
  version: string;
  verdict?: Verdict;
  notes: string[];
  reviews?: PolicyReview[];
  /** In which order to apply a set, and what GitOps tools make of it, a line each; two spaces before what belongs to the line above. */
  rollout?: string[];
  rules?: Record<string, { finds: string; why: string }>;
  picture: PictureData;
}

export interface PolicyReview {
  policy: string;
  operation: string;
  verdict: Verdict;
  /** What is applied is what the cluster has. */
  unchanged?: boolean;
  findings: Finding[];
  /** What lets a denied change pass: the line for the manifest, or the command to run before a deletion. */
  pass?: { annotation: string; command?: string };
}

export interface Finding {
  rule: string;
  action: Verdict;
  message: string;
  field: string;
  /** Where the field is written, as file:line; not there where no file holds it. */
  place?: string;
  remediation: string;
  acknowledged?: boolean;
  /** The JSON Patch that cures it, and the command that applies it to a cluster. */
  patch?: { json: string; command: string };
}

/** Tables, and connections as numbers into them: thousands of connections have few distinct things to say. */
export interface PictureData {
  /** One state, or two of which the second is compared with the first. */
  states: 1 | 2;
  /** Unchanged connections that were too many for a page. */
  leftOut: number;
  namespaces: string[];
  /** Number of the namespace (-1: outside the cluster), name, kind, and the labels that tell a part of it. */
  ends: [number, string, string, string][];
  ports: string[][];
  policies: string[];
  /** What the policies at one end say: those that isolate it, [policy, position] of the rules that allow, why none is asked. */
  sides: [number[], [number, number][], string][];
  /** [ports, egress side, ingress side, pairs of pods, all pairs] each. */
  answers: [number, number, number, number, number][][];
  /**
   * Ports before, ports after, 1 where the first do not hold for every pair of pods and 2 where the second do not, answers before, after.
   * -1 for answers: one thing is said of all ports and pods, and the connection has it.
   */
  patterns: [number, number, number, number, number][];
  /**
   * From, then for each destination four numbers: its distance from the destination before, the pattern, and the egress and the ingress
   * side, as their distances from those before in the same row and with the same destination.
   */
  connections: number[][];
}

/** Reads the block of data, which the browser keeps inert. */
export function read(): PageData {
  return JSON.parse(document.getElementById("data")!.textContent!) as PageData;
}
