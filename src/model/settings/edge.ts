import { row } from "./row.ts";

/** `glidein edge`: a way out for nodes that have none, and how it is found. */
export const edgeSettings = {
  GLIDEIN_Edge: row({
    type: { kind: "path" },
    default: null,
    flag: "--edge",
    doc: "Description file of an edge (edge.json of `glidein edge start`) through which this node reaches the pool and the staging area. Unset: directly.",
  }),
  GLIDEIN_Edge_State: row({
    type: { kind: "path" },
    default: null,
    flag: "--edge-state",
    doc: "Directory in which an edge keeps its ports, keys and description over restarts; on a file system that the nodes see. Unset: .glidein/edge in the home directory.",
  }),
  GLIDEIN_Edge_Listen: row({
    type: { kind: "string" },
    default: null,
    flag: "--listen",
    doc: "Address of this host at which the nodes reach the edge, and nobody else needs to. Unset: the only one that there is.",
  }),
  GLIDEIN_Edge_Ports: row({
    type: { kind: "list" },
    default: [],
    flag: "--ports",
    doc: "Two ports of the edge, for HTCondor's connections and for files. Unset: drawn at the first start and kept.",
  }),
  GLIDEIN_Edge_Reach: row({
    type: { kind: "list" },
    default: [],
    flag: "--reach",
    doc: "Hosts and networks (192.0.2.0/24) to which the edge connects HTCondor's daemons, beside the collectors, CCB brokers and access points that the settings name. Access points must be among them.",
  }),
  GLIDEIN_Edge_Relay: row({
    type: { kind: "list" },
    default: [],
    flag: "--relay",
    doc: "URLs of staging areas that the edge fetches from for the nodes: everything below an http URL, the whole server of an https URL. GLIDEIN_Stage's directory is always among them.",
  }),
  GLIDEIN_Edge_Token_Life: row({
    type: { kind: "seconds", min: 600, max: 31_536_000 },
    default: 604_800,
    doc: "How long the token and the key of an edge are valid. A running edge renews them at half of it, and running glideins take the new ones.",
  }),
} as const;
