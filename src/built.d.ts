// What src/build.mjs writes into dist/ for the modules to import.

declare module "#version" {
  export const version: string;
  /** Digest of all sources. */
  export const build: string;
}

/** The report's page and the dashboard's: scripts and styles, whole. */
declare module "#page" {
  interface Page {
    readonly script: string;
    readonly style: string;
  }
  export const report: () => Page;
  export const dashboard: () => Page;
}

/** src/charts/echarts.ts as one file. */
declare module "#echarts" {
  export { init } from "echarts/core";
}

/** src/queue/bullmq.ts as one file. */
declare module "#bullmq" {
  type Clients = import("./queue/clients.ts").Clients;
  export const Redis: Clients["Redis"];
  export const Queue: Clients["Queue"];
  export const QueueEvents: Clients["QueueEvents"];
  export const Worker: Clients["Worker"];
}
